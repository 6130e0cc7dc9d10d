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
OF_A_PART = 50
"""A rule has 10,240 characters at most, and the names that CloudFormation gives to alarms have a hundred."""
SUPPRESSION_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Health:
    """An alarm on the alarms of an AlarmSet that page: the service as a whole is unwell.

    With many alarms there are alarms on parts of them in between, which tell nobody.

    Args:
        at_least: How many of them have to go off; more than one can be asked of up to 100 alarms.
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
        self._parts: list[tuple[cloudwatch.CfnCompositeAlarm, str]] = []

    @property
    def alarm(self) -> cloudwatch.CfnCompositeAlarm | None:
        """The alarm; `None` while nothing that it looks at is watched."""
        return self._alarm

    @property
    def count(self) -> int:
        """How many alarms on alarms there are."""
        return len(self._parts) + (self._alarm is not None)

    def look_at(self, names: Sequence[str]) -> None:
        """Look at alarms of these names and no others."""
        at_least = self._health.at_least
        if len(names) < at_least:
            return
        if at_least > 1:
            Check(self._scope, "health").between(
                "the number of alarms that page", len(names), 0, MOST_CHILDREN
            )
            quoted = ", ".join(f'"{name}"' for name in names)
            rule = f"AT_LEAST({at_least}, ALARM, ({quoted}))"
        else:
            rule = _any_of(names if len(names) <= OF_A_PART else self._names_of_parts(names))
        if self._alarm is None:
            self._alarm = self._make(rule)
        else:
            self._alarm.alarm_rule = rule

    def _names_of_parts(self, names: Sequence[str]) -> list[str]:
        for number, start in enumerate(range(0, len(names), OF_A_PART)):
            rule = _any_of(names[start : start + OF_A_PART])
            if number < len(self._parts):
                self._parts[number][0].alarm_rule = rule
            else:
                part = self._make_part(f"UnhealthyPart{number + 1}", rule)
                self._parts.append((part, part.ref))
        return [name for _, name in self._parts]

    def _make_part(self, id: str, rule: str) -> cloudwatch.CfnCompositeAlarm:
        from aws_cdk import aws_cloudwatch as cloudwatch

        return create(
            cloudwatch.CfnCompositeAlarm,
            cloudwatch.CfnCompositeAlarmProps,
            self._scope,
            id,
            alarm_description="Some of the alarms that page; the alarm on all of them tells of it.",
            alarm_rule=rule,
        )

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


def _any_of(names: Sequence[str]) -> str:
    return " OR ".join(f'ALARM("{name}")' for name in names)
