"""MuteWindow: when alarms go off as ever, and nobody is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, MINUTE, Check, create

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

MOST_TARGETS = 100
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MuteWindow:
    """A time in which nobody is told: a maintenance window, or the nights of a service that may sleep.

    Args:
        expression: When it begins, as `cron(...)` or `at(...)`.
        lasts: How long it lasts, from a minute to 15 days.
        time_zone: The time zone of the expression, such as `Europe/Berlin`.
    """

    expression: str
    lasts: Duration
    time_zone: str = "UTC"

    @staticmethod
    def cron(expression: str, *, lasts: Duration, time_zone: str = "UTC") -> MuteWindow:
        """Return a window that comes again.

        Args:
            expression: Minutes, hours, day of month, month and day of week, such as `0 2 * * SUN`.
            lasts: How long it lasts.
            time_zone: The time zone of the expression.
        """
        return MuteWindow(expression=f"cron({expression})", lasts=lasts, time_zone=time_zone)

    @staticmethod
    def at(moment: str, *, lasts: Duration, time_zone: str = "UTC") -> MuteWindow:
        """Return a window that comes once.

        Args:
            moment: When it begins, such as `2026-12-24T00:00`.
            lasts: How long it lasts.
            time_zone: The time zone of the moment.
        """
        return MuteWindow(expression=f"at({moment})", lasts=lasts, time_zone=time_zone)

    def check(self, check: Check) -> None:
        """Raise unless CloudWatch would take the window."""
        check.matches(
            "the expression of a mute window",
            self.expression,
            r"cron\((\S+ ){4}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\)",
            "five fields such as 0 2 * * SUN, or a moment such as 2026-12-24T00:00",
        )
        check.lasts("the length of a mute window", self.lasts, default=MINUTE, low=MINUTE, high=15 * DAY)


class MuteRules:
    """Makes the rules of the windows, and keeps what they mute up to date."""

    def __init__(self, scope: Construct, windows: Sequence[MuteWindow]) -> None:
        self._scope = scope
        self._windows = windows
        self._rules: dict[tuple[str, int], cloudwatch.CfnAlarmMuteRule] = {}

    @property
    def rules(self) -> list[cloudwatch.CfnAlarmMuteRule]:
        """The rules."""
        return list(self._rules.values())

    def mute(self, names: Sequence[str]) -> None:
        """Mute alarms of these names and no others."""
        for window in self._windows:
            for start in range(0, len(names), MOST_TARGETS):
                self._put(window, start, names[start : start + MOST_TARGETS])

    def _put(self, window: MuteWindow, start: int, names: Sequence[str]) -> None:
        from aws_cdk import aws_cloudwatch as cloudwatch

        targets = cloudwatch.CfnAlarmMuteRule.MuteTargetsProperty(alarm_names=names)
        rule = self._rules.get((window.expression, start))
        if rule is not None:
            rule.mute_targets = targets
            return
        schedule = {
            "duration": window.lasts.to_iso_string(),
            "expression": window.expression,
            "timezone": window.time_zone,
        }
        # What a user calls a window is when it is: two of one AlarmSet differ there.
        self._rules[window.expression, start] = create(
            cloudwatch.CfnAlarmMuteRule,
            cloudwatch.CfnAlarmMuteRuleProps,
            self._scope,
            f"Mute {window.expression}{f' {start}' if start else ''}",
            mute_targets=targets,
            rule={"schedule": schedule},
        )
