"""Schedule: what starts a state machine or a function at set times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import aws_scheduler as scheduler

from cloud_constructs.core import L3, AlarmTarget, Service, create
from cloud_constructs.messaging import DeadLetterQueue
from cloud_constructs.security import EncryptionKey, ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration
    from constructs import Construct


class Schedule(L3):
    """Starts something at set times.

    It promises that the input is encrypted with a customer-managed key and that a run which could not be
    started is kept in a dead-letter queue.

    Args:
        expression: When.
        action: The one action that starts it, such as `states:StartExecution`.
        target_arn: What is started.
        input: What it is given.
        encryption_key: The key of the input.
        flexible_window: How much later it may start; by default not at all.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        expression: scheduler.ScheduleExpression,
        action: str,
        target_arn: str,
        input: Mapping[str, object],
        encryption_key: EncryptionKey,
        flexible_window: Duration | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._name = id
        self._missed = DeadLetterQueue(self, "Missed", encryption_key=encryption_key, source="the schedule")
        start = {"Effect": "Allow", "Action": action, "Resource": target_arn}
        self._role = ServiceRole(
            self,
            "Role",
            service="scheduler.amazonaws.com",
            same_account_only=True,
            statements=[start, *self._missed.send_statements()],
        )
        self._group = create(scheduler.CfnScheduleGroup, scheduler.CfnScheduleGroupProps, self, "Group")
        time_zone = expression.time_zone
        self._resource = create(
            scheduler.CfnSchedule,
            scheduler.CfnScheduleProps,
            self,
            "Resource",
            flexible_time_window=_window(flexible_window),
            group_name=self._group.ref,
            kms_key_arn=encryption_key.key_arn,
            schedule_expression=expression.expression_string,
            schedule_expression_timezone=time_zone.timezone_name if time_zone else None,
            target={
                "arn": target_arn,
                "roleArn": self._role.role.role_arn,
                "input": json.dumps(dict(input)),
                "deadLetterConfig": {"arn": self._missed.queue_arn},
                "retryPolicy": {"maximumRetryAttempts": 3, "maximumEventAgeInSeconds": 3600},
            },
        )

    @property
    def resource(self) -> scheduler.CfnSchedule:
        """The schedule."""
        return self._resource

    @property
    def group(self) -> scheduler.CfnScheduleGroup:
        """The group in which the schedule stands alone, so that its metrics are its own."""
        return self._group

    @property
    def missed(self) -> DeadLetterQueue:
        """Where runs wait that could not be started."""
        return self._missed

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the schedule and its dead letters."""
        name = name or self._name
        dimensions = {"ScheduleGroup": self._group.ref}
        schedule = AlarmTarget(name=name, service=Service.SCHEDULE_GROUP, dimensions=dimensions)
        return [schedule, *self._missed.alarm_targets(f"{name}Missed")]


def _window(flexible: Duration | None) -> dict[str, object]:
    if flexible is None:
        return {"mode": "OFF"}
    return {"mode": "FLEXIBLE", "maximumWindowInMinutes": flexible.to_minutes()}
