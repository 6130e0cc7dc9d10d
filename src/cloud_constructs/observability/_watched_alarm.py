"""What an AlarmSet knows about an alarm that it has made: for people, dashboards and runbooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.observability._alarm_spec import AnomalyBand
from cloud_constructs.observability._properties import monthly_cost

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch

    from cloud_constructs.core import AlarmTarget, Check
    from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity


@dataclass(frozen=True, slots=True, eq=False)
class WatchedAlarm:
    """An alarm with where it comes from: a row of the catalogue, and the resource that it watches.

    Args:
        name: What the alarm is called in its AlarmSet.
        spec: The row of the catalogue.
        target: The resource.
        threshold: The threshold in force.
        severity: The severity in force; a stage in which nobody is woken lowers it.
        alarm: The alarm.
        arn: Its ARN.
    """

    name: str
    spec: AlarmSpec
    target: AlarmTarget
    threshold: float | AnomalyBand
    severity: Severity
    alarm: cloudwatch.CfnAlarm
    arn: str

    @property
    def anchor(self) -> str:
        """Where in the runbook its chapter is."""
        return anchor(self.spec, self.target)

    @property
    def monthly_cost(self) -> float:
        """What it costs, in US dollars a month."""
        return monthly_cost(self.spec, self.threshold)


def anchor(spec: AlarmSpec, target: AlarmTarget) -> str:
    """Return the chapter of the runbook for an alarm: one for all resources of a kind."""
    return f"{target.service.name}-{spec.alarm_name}".lower().replace("_", "-")


def check_runbook(check: Check, runbook: str | None) -> None:
    """Raise unless a link can lead to a runbook."""
    if runbook is not None:
        check.matches("runbook", runbook, r"https?://\S+", "an address such as https://wiki.example.com/shop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the alarms of one AlarmSet say to people.

    Args:
        region: Where the alarms are.
        runbook: Where the runbook is.
        owner: The team that answers for them.
    """

    region: str
    runbook: str | None
    owner: str | None

    @property
    def tags(self) -> list[dict[str, str]] | None:
        """The tags of every alarm."""
        return [{"key": "Owner", "value": self.owner}] if self.owner else None

    def description(
        self, name: str, spec: AlarmSpec, target: AlarmTarget, threshold: float | AnomalyBand
    ) -> str:
        """Return why an alarm matters, from what its threshold follows and where to go from there."""
        parts = [f"{spec.why}.", f"Threshold: {_threshold(spec, target, threshold)}."]
        if self.runbook:
            parts.append(f"Runbook: {self.runbook}#{anchor(spec, target)}")
        if self.owner:
            parts.append(f"Owner: {self.owner}.")
        return " ".join([*parts, f"Console: {self._console(name)}"])

    def _console(self, name: str) -> str:
        # CloudFormation's name of an alarm holds its logical id, which holds the letters of its id.
        letters = re.sub(r"[^A-Za-z0-9]", "", name)
        domain = "console.amazonaws.cn" if self.region.startswith("cn-") else "console.aws.amazon.com"
        home = f"https://{domain}/cloudwatch/home?region={self.region}"
        return f"{home}#alarmsV2:?~(search~'{letters})"


def _threshold(spec: AlarmSpec, target: AlarmTarget, threshold: float | AnomalyBand) -> str:
    if isinstance(threshold, AnomalyBand):
        return f"what is usual, give or take {threshold.width:g} standard deviations"
    unit = f" {spec.unit}" if spec.unit else ""
    follows = threshold == spec.threshold_for(target.limits)
    return f"{threshold:.12g}{unit}{spec.reason_for(target.limits) if follows else ''}"
