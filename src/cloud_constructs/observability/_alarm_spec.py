"""One alarm of the catalogue as data: what is measured, when it is too much, and why anybody should care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.core import StageProfile

Facts = Mapping[str, float]


class Severity(StrEnum):
    """How loudly an alarm speaks."""

    PAGE = "page"
    """Users are hurt or data are lost: somebody is woken."""
    TICKET = "ticket"
    """It will hurt: somebody looks at it in working hours."""
    INFO = "info"
    """Good to know."""

    def on(self, profile: StageProfile) -> Severity:
        """Return the severity in a stage: where nobody is woken, a page is a ticket."""
        return Severity.TICKET if self is Severity.PAGE and not profile.pages else self


class Comparison(StrEnum):
    """How a datapoint breaches, in CloudWatch's words."""

    ABOVE = "GreaterThanThreshold"
    AT_LEAST = "GreaterThanOrEqualToThreshold"
    BELOW = "LessThanThreshold"
    AT_MOST = "LessThanOrEqualToThreshold"


class Missing(StrEnum):
    """What a period without data says."""

    KEEPS_STATE = "missing"
    IS_FINE = "notBreaching"
    BREACHES = "breaching"


@dataclass(frozen=True, slots=True)
class Derived:
    """A threshold that follows from facts about the resource: the smallest of its parts of known facts."""

    parts: Mapping[str, float]
    otherwise: float | None = None

    def of(self, facts: Facts) -> float | None:
        """Return the threshold, or `None` where too little is known for one."""
        known = [facts[fact] * part for fact, part in self.parts.items() if fact in facts]
        return round(min(known), 6) if known else self.otherwise

    def reason(self, facts: Facts) -> str:
        """Say from what the threshold follows."""
        known = [fact for fact in self.parts if fact in facts]
        if not known:
            return ""
        fact = min(known, key=lambda name: facts[name] * self.parts[name])
        part = self.parts[fact]
        if part == 0:
            return f" ({fact.replace('_', ' ')}: {facts[fact]:.12g})"
        times = f"{part:.0%} of" if part <= 1 else f"{part:g} times"
        return f" ({times} its {fact.replace('_', ' ')}, {facts[fact]:.12g})"


def share(otherwise: float | None = None, /, **parts: float) -> Derived:
    """Return a threshold that is a part of a fact, such as `share(timeout=0.8)`."""
    return Derived(parts, otherwise)


@dataclass(frozen=True, slots=True)
class Expression:
    """Metric math: a formula and the metrics that its variables stand for."""

    text: str
    metrics: Mapping[str, str]
    statistics: Mapping[str, str] = field(default_factory=dict[str, str])
    """Those of variables that are counted otherwise than the alarm says."""


def percentage(part: str, *, of: str, at_least: int) -> Expression:
    """Return the formula of a share in percent that stays silent while there is too little to judge by."""
    return Expression(f"IF(total >= {at_least}, 100 * part / total, 0)", {"part": part, "total": of})


def quota_used(metric: str) -> Expression:
    """Return the formula of the part of a service quota that is used, in percent."""
    return Expression("100 * used / SERVICE_QUOTA(used)", {"used": metric})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyBand:
    """Instead of a threshold: what CloudWatch has learnt to expect, give or take.

    Args:
        width: How many standard deviations the band is wide to each side.
    """

    width: float = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Instead of a threshold alone: one with how a datapoint breaches, and over which time it is taken.

    Args:
        value: The threshold, in the unit of the alarm.
        comparison: How a datapoint breaches.
        period: Seconds over which a datapoint is taken.
        periods: How many datapoints in a row have to breach.

    Example:
        ```python
        from cloud_constructs import Threshold

        more_than_five_in_five_minutes = Threshold(value=5, period=300)
        ```
    """

    value: float
    comparison: Comparison = Comparison.ABOVE
    period: int = 300
    periods: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSpec:
    """One alarm: a metric, when it is too much, and why.

    The catalogue has one for each alarm that a resource gets; `watch_metrics` takes those of an app's own
    metrics.

    Args:
        metric: The metric's official name; for metric math, what the alarm is called.
        why: What a person reads who is woken by it.
        threshold: The value, or how it follows from the resource; `None` for an alarm that is made only for
            those who give `watch` a threshold.
        unit: What the threshold is counted in.
        severity: Who is told.
        comparison: How a datapoint breaches.
        statistic: A statistic or a percentile.
        period: Seconds over which a datapoint is taken.
        periods: How many datapoints are looked at, or how that follows from the resource.
        datapoints: How many of them must breach; by default all.
        missing: What a period without data says.
        dimensions: Dimensions beside those of the resource.
        namespace: The metric's namespace, where it is not that of the service.
        expression: Metric math instead of the metric alone.
        name: What tells two alarms on one metric apart.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlarmSpec, AlertTopic, Severity

        stack = cdk.Stack(cdk.App(), "Shop")
        refused = AlarmSpec(
            namespace="Shop",
            metric="PaymentsRefused",
            dimensions={"Country": "FR"},
            why="The bank refuses more payments than usual",
            threshold=10,
            severity=Severity.PAGE,
            period=300,
        )
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch_metrics("Payments", [refused])
        ```
    """

    metric: str
    why: str
    threshold: float | Derived | None = 0
    unit: str = ""
    severity: Severity = Severity.TICKET
    comparison: Comparison = Comparison.ABOVE
    statistic: str = "Sum"
    period: int = 60
    periods: int | Derived = 1
    datapoints: int | None = None
    missing: Missing = Missing.IS_FINE
    dimensions: Mapping[str, str] = field(default_factory=dict[str, str])
    namespace: str | None = None
    expression: Expression | None = None
    name: str | None = None

    @property
    def alarm_name(self) -> str:
        """What the alarm is called among those of its resource."""
        return self.name or self.metric

    def measured_as(self, threshold: Threshold) -> AlarmSpec:
        """Return the same alarm, measured as somebody asks for."""
        return replace(
            self,
            threshold=threshold.value,
            comparison=threshold.comparison,
            period=threshold.period,
            periods=threshold.periods,
            datapoints=None,
        )

    @property
    def facts(self) -> list[str]:
        """The facts from which the threshold or the number of periods follows."""
        derived = (value for value in (self.threshold, self.periods) if isinstance(value, Derived))
        return sorted({fact for value in derived for fact in value.parts})

    def threshold_for(self, facts: Facts) -> float | None:
        """Return the threshold for a resource, or `None` where its facts call for no alarm."""
        return self.threshold.of(facts) if isinstance(self.threshold, Derived) else self.threshold

    def periods_for(self, facts: Facts) -> int:
        """Return how many datapoints are looked at for a resource."""
        periods = self.periods.of(facts) if isinstance(self.periods, Derived) else self.periods
        return int(periods or 1)

    def reason_for(self, facts: Facts) -> str:
        """Say from what the threshold follows, or nothing for one that is the same everywhere."""
        return self.threshold.reason(facts) if isinstance(self.threshold, Derived) else ""
