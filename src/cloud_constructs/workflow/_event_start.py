"""What starts a state machine upon an event, with a place for the runs that could not be started."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import aws_events as events

from cloud_constructs.core import L3, AlarmTarget, Service, create
from cloud_constructs.messaging import DeadLetterQueue
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.security import EncryptionKey


class EventStart(L3):
    """Starts a state machine upon each event of the account's own bus that matches a pattern.

    It promises that a run which could not be started is kept in a dead-letter queue.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        pattern: Mapping[str, object],
        state_machine_arn: str,
        input: Mapping[str, str],
        encryption_key: EncryptionKey,
    ) -> None:
        super().__init__(scope, id)
        self._name = id
        self._missed = DeadLetterQueue(self, "Missed", encryption_key=encryption_key, source="the rule")
        start = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": state_machine_arn}
        role = ServiceRole(
            self, "Role", service="events.amazonaws.com", same_account_only=True, statements=[start]
        )
        self._rule = create(
            events.CfnRule,
            events.CfnRuleProps,
            self,
            "Resource",
            event_pattern=dict(pattern),
            targets=[
                {
                    "arn": state_machine_arn,
                    "id": "StateMachine",
                    "roleArn": role.role.role_arn,
                    "input": json.dumps(dict(input)),
                    "deadLetterConfig": {"arn": self._missed.queue_arn},
                    "retryPolicy": {"maximumRetryAttempts": 3, "maximumEventAgeInSeconds": 3600},
                }
            ],
        )
        self._missed.accept_from_rule(self._rule.attr_arn)

    @property
    def rule(self) -> events.CfnRule:
        """The rule."""
        return self._rule

    @property
    def missed(self) -> DeadLetterQueue:
        """Where events wait that started no run."""
        return self._missed

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the rule and its dead letters."""
        name = name or self._name
        rule = AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions={"RuleName": self._rule.ref})
        return [rule, *self._missed.alarm_targets(f"{name}Missed")]
