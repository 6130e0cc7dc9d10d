"""What becomes of mails, and where SES tells of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cloud_constructs.core import create, stack_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_ses as ses
    from constructs import Construct

BY_SET: Final = "ses:configuration-set"
"""The tag that SES itself puts on every mail, and the dimension of its metrics."""


class MailEvent(StrEnum):
    """What becomes of a mail, in the words of EventBridge.

    https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html
    """

    SENT = "Email Sent"
    DELIVERED = "Email Delivered"
    BOUNCED = "Email Bounced"
    """Refused for good, or still refused after many attempts."""
    COMPLAINED = "Email Complaint Received"
    REJECTED = "Email Rejected"
    """Not sent, because it carries a virus."""
    RENDERING_FAILED = "Email Rendering Failed"
    """Not sent, because a value of its template is missing."""
    DELAYED = "Email Delivery Delayed"


_PUBLISHED: Final = {
    MailEvent.SENT: "send",
    MailEvent.DELIVERED: "delivery",
    MailEvent.BOUNCED: "bounce",
    MailEvent.COMPLAINED: "complaint",
    MailEvent.REJECTED: "reject",
    MailEvent.RENDERING_FAILED: "renderingFailure",
    MailEvent.DELAYED: "deliveryDelay",
}


def tell_event_bridge(scope: Construct, configuration_set: str) -> ses.CfnConfigurationSetEventDestination:
    """Send every event to the account's bus: unlike a topic it needs no policy, and no key that SES uses."""
    facts = stack_facts(scope)
    bus = f"arn:{facts.partition}:events:{facts.region}:{facts.account}:event-bus/default"
    return _destination(scope, "Events", configuration_set, {"eventBridgeDestination": {"eventBusArn": bus}})


def count(scope: Construct, configuration_set: str) -> ses.CfnConfigurationSetEventDestination:
    """Count every event, apart from those of other configuration sets."""
    by_set = {"dimensionName": BY_SET, "dimensionValueSource": "messageTag", "defaultDimensionValue": "none"}
    destination = {"cloudWatchDestination": {"dimensionConfigurations": [by_set]}}
    return _destination(scope, "Metrics", configuration_set, destination)


def _destination(
    scope: Construct, id: str, configuration_set: str, destination: Mapping[str, object]
) -> ses.CfnConfigurationSetEventDestination:
    # Not with the family: most stacks have queues and topics, and send no mail.
    from aws_cdk import aws_ses as ses

    return create(
        ses.CfnConfigurationSetEventDestination,
        ses.CfnConfigurationSetEventDestinationProps,
        scope,
        id,
        configuration_set_name=configuration_set,
        event_destination={
            "enabled": True,
            "matchingEventTypes": list(_PUBLISHED.values()),
            **destination,
        },
    )
