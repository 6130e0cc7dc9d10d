"""EventNotice: tells people of events of EventBridge, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_events as events

from cloud_constructs.core import L3, AlarmTarget, Service, create, read
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.messaging._alert_topic import AlertTopic


class EventNotice(L3):
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
        self._name = id
        self._undelivered = DeadLetterQueue(self, "Undelivered", source="the rule of EventBridge")
        role = ServiceRole(
            self,
            "Role",
            service="events.amazonaws.com",
            same_account_only=True,
            statements=alerts.publish_statements(),
        )
        self._rule = create(
            events.CfnRule,
            events.CfnRuleProps,
            self,
            "Resource",
            event_pattern=dict(pattern),
            targets=[
                {
                    "id": "Alerts",
                    "arn": alerts.topic_arn,
                    "roleArn": read(role.role, "role_arn"),
                    "deadLetterConfig": {"arn": self._undelivered.queue_arn},
                    "inputTransformer": {"inputPathsMap": dict(fields), "inputTemplate": json.dumps(text)},
                }
            ],
        )
        self._undelivered.accept_from_rule(read(self._rule, "attr_arn"))

    @property
    def rule(self) -> events.CfnRule:
        """The rule."""
        return self._rule

    @property
    def undelivered(self) -> DeadLetterQueue:
        """Where notices wait that could not be delivered."""
        return self._undelivered

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the rule, whose notices should arrive, and where those wait that did not."""
        name = name or self._name
        rule = AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions={"RuleName": self._rule.ref})
        return [rule, *self._undelivered.alarm_targets(f"{name}Undelivered")]
