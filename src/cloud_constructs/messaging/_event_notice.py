"""EventNotice: tells people of events of EventBridge, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import read
from cloud_constructs.messaging._encrypted_queue import EVENT_BRIDGE
from cloud_constructs.messaging._event_rule import EventRule
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.messaging._alert_topic import AlertTopic


class EventNotice(EventRule):
    """Publishes a sentence to a topic for each event that matches a pattern.

    It promises that a notice which could not be delivered is kept in a dead-letter queue.

    EventBridge publishes with a role: to an encrypted topic it cannot say by itself on whose behalf.

    Args:
        alerts: The topic.
        pattern: Which events, as EventBridge writes it
            (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html).
        text: The sentence; `<name>` stands for a field.
        fields: Where in the event each field is, such as `$.detail.stage`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        pattern: Mapping[str, Any],
        text: str,
        fields: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id)
        role = ServiceRole(
            self,
            "Role",
            service=EVENT_BRIDGE,
            same_account_only=True,
            statements=alerts.publish_statements(),
        )
        target = {
            "id": "Alerts",
            "arn": alerts.topic_arn,
            "roleArn": read(role.role, "role_arn"),
            "inputTransformer": {"inputPathsMap": dict(fields), "inputTemplate": json.dumps(text)},
        }
        self._deliver(pattern, target)
