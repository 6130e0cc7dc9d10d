"""Queues (SQS), topics and subscriptions (SNS)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cloud_constructs.validation.checks._check import Check, has
from cloud_constructs.validation.checks._statements import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_QUEUE, _TOPIC = ("AWS::SQS::Queue",), ("AWS::SNS::Topic",)
# The policies of queues and topics, and the property that names whose they are.
_POLICIES = {
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SQS::QueueInlinePolicy": "Queue",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::SNS::TopicInlinePolicy": "TopicArn",
}


def _queue(live: Live) -> dict[str, str]:
    answer = live.ask("sqs", "get_queue_attributes", QueueUrl=live.id, AttributeNames=["All"])
    return answer["Attributes"]


def _topic(live: Live) -> dict[str, str]:
    return live.ask("sns", "get_topic_attributes", TopicArn=live.id)["Attributes"]


def _queue_key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KmsMasterKeyId"], _queue(live).get("KmsMasterKeyId"))


def _topic_key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KmsMasterKeyId"], _topic(live).get("KmsMasterKeyId"))


def _dead_letters(live: Live) -> Iterator[str]:
    if "RedrivePolicy" not in _queue(live):
        yield "a message that nobody can handle comes back for ever"


def _queue_policy(live: Live) -> Iterator[str]:
    return differences(_documents(_queue(live)), _wanted(live))


def _topic_policy(live: Live) -> Iterator[str]:
    # Without one of its own a topic has the policy that SNS gives to every topic.
    wanted = _wanted(live)
    return differences(_documents(_topic(live)), wanted) if wanted else iter(())


def _documents(attributes: dict[str, str]) -> list[Any]:
    return [json.loads(attributes["Policy"])] if attributes.get("Policy") else []


def _wanted(live: Live) -> list[Any]:
    return [
        policy.properties["PolicyDocument"]
        for policy in live.resource.template.assembly.of_type(*_POLICIES)
        if live.is_named_by(policy, _POLICIES[policy.type])
    ]


def _subscription(live: Live) -> Iterator[str]:
    if not live.id.startswith("arn:"):
        yield "whoever is to be told has not confirmed it"
        return
    found = live.ask("sns", "get_subscription_attributes", SubscriptionArn=live.id)["Attributes"]
    if found.get("PendingConfirmation") == "true":
        yield f"{found.get('Endpoint')} has not confirmed it, and is told nothing"


CHECKS = (
    Check(claim="is encrypted with its key", types=_QUEUE, find=_queue_key, when=has("KmsMasterKeyId")),
    Check(claim="sets aside what fails", types=_QUEUE, find=_dead_letters, when=has("RedrivePolicy")),
    Check(claim="has the policy of the template", types=_QUEUE, find=_queue_policy),
    Check(claim="is encrypted with its key", types=_TOPIC, find=_topic_key, when=has("KmsMasterKeyId")),
    Check(claim="has the policy of the template", types=_TOPIC, find=_topic_policy),
    Check(
        claim="is confirmed",
        types=("AWS::SNS::Subscription",),
        find=_subscription,
        mend="ask whoever it is to follow the link in the mail of SNS",
    ),
)
