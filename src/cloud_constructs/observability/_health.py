"""Health: one alarm that says whether the whole is unwell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import Check, create

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk.interfaces import aws_cloudwatch as refs
    from constructs import Construct

    from cloud_constructs.observability._actions import ActionArns

MOST_CHILDREN = 100
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html"""
SUPPRESSION_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Health:
    """An alarm on the alarms of an AlarmSet that page: the service as a whole is unwell.

    Args:
        at_least: How many of them have to go off.
        suppressor: An alarm that keeps this one quiet while it is on, such as that of a dependency.
    """

    at_least: int = 1
    suppressor: refs.IAlarmRef | refs.ICompositeAlarmRef | None = None

    def check(self, check: Check) -> None:
        """Raise unless CloudWatch would take it."""
        check.between("at_least of health", self.at_least, 1, MOST_CHILDREN)


class HealthAlarm:
    """Makes the alarm on alarms when there is the first to look at, and keeps it up to date."""

    def __init__(self, scope: Construct, health: Health, actions: ActionArns) -> None:
        self._scope = scope
        self._health = health
        self._actions = actions
        self._alarm: cloudwatch.CfnCompositeAlarm | None = None

    @property
    def alarm(self) -> cloudwatch.CfnCompositeAlarm | None:
        """The alarm; `None` while nothing that it looks at is watched."""
        return self._alarm

    def look_at(self, names: Sequence[str]) -> None:
        """Look at alarms of these names and no others."""
        Check(self._scope, "health").between("the number of alarms that page", len(names), 0, MOST_CHILDREN)
        if len(names) < self._health.at_least:
            return
        rule = self._rule(names)
        if self._alarm is None:
            self._alarm = self._make(rule)
        else:
            self._alarm.alarm_rule = rule

    def _rule(self, names: Sequence[str]) -> str:
        quoted = [f'"{name}"' for name in names]
        if self._health.at_least == 1:
            return " OR ".join(f"ALARM({name})" for name in quoted)
        return f"AT_LEAST({self._health.at_least}, ALARM, ({', '.join(quoted)}))"

    def _make(self, rule: str) -> cloudwatch.CfnCompositeAlarm:
        from aws_cdk import aws_cloudwatch as cloudwatch

        suppressor = self._health.suppressor
        return create(
            cloudwatch.CfnCompositeAlarm,
            cloudwatch.CfnCompositeAlarmProps,
            self._scope,
            "Unhealthy",
            actions_suppressor=suppressor,
            actions_suppressor_extension_period=SUPPRESSION_SECONDS if suppressor else None,
            actions_suppressor_wait_period=SUPPRESSION_SECONDS if suppressor else None,
            alarm_actions=self._actions.alarm,
            alarm_description=(
                f"The service is unwell: at least {self._health.at_least} of its alarms that page are on."
            ),
            alarm_rule=rule,
            ok_actions=self._actions.ok,
        )
