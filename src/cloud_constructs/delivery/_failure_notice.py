"""FailureNotice: tells people which stage of a pipeline failed, and in which execution."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import aws_events as events

from cloud_constructs.core import L3, AlarmTarget, Service, create, read
from cloud_constructs.messaging import DeadLetterQueue
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic

# https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
EVENT = "CodePipeline Stage Execution State Change"


class FailureNotice(L3):
    """Publishes to a topic whenever a stage of a pipeline fails.

    It promises that a notice which could not be delivered is kept in a dead-letter queue.

    EventBridge publishes with a role: to an encrypted topic it cannot say by itself on whose behalf.
    """

    def __init__(self, scope: Construct, id: str, *, pipeline_name: str, alerts: AlertTopic) -> None:
        super().__init__(scope, id)
        self._undelivered = DeadLetterQueue(self, "Undelivered", source="the rule of EventBridge")
        role = ServiceRole(
            self,
            "Role",
            service="events.amazonaws.com",
            same_account_only=True,
            statements=alerts.publish_statements(),
        )
        fields = {name: f"$.detail.{name}" for name in ("pipeline", "stage", "execution-id")}
        text = "Stage <stage> of the pipeline <pipeline> failed. Execution: <execution-id>"
        self._rule = create(
            events.CfnRule,
            events.CfnRuleProps,
            self,
            "Resource",
            event_pattern={
                "source": ["aws.codepipeline"],
                "detail-type": [EVENT],
                "detail": {"pipeline": [pipeline_name], "state": ["FAILED"]},
            },
            targets=[
                {
                    "id": "Alerts",
                    "arn": alerts.topic_arn,
                    "roleArn": read(role.role, "role_arn"),
                    "deadLetterConfig": {"arn": self._undelivered.queue_arn},
                    "inputTransformer": {"inputPathsMap": fields, "inputTemplate": json.dumps(text)},
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

    def alarm_targets(self, name: str) -> list[AlarmTarget]:
        """Return the rule, whose notices should arrive, and where those wait that did not."""
        rule = AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions={"RuleName": self._rule.ref})
        return [rule, *self._undelivered.alarm_targets(f"{name}Undelivered")]
