"""How fast an error budget may be spent before somebody is told.

A rate of one spends exactly the budget in the time of the objective. An alarm looks back a long time, so that
it goes off only for what matters, and a short one, so that it is over soon after the fault is
(https://sre.google/workbook/alerting-on-slos/, "Multiwindow, Multi-Burn-Rate Alerts").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, HOUR, MINUTE
from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Expression, Severity

if TYPE_CHECKING:
    from cloud_constructs.observability._indicator import Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnRate:
    """How much of the budget may be spent in which time.

    Args:
        name: What the alarm is called.
        spent: The part of the budget.
        within: The time in which it may not be spent, in seconds: the long look back.
        lately: The short look back, in seconds: a twelfth of the long one.
        severity: Who is told.
    """

    name: str
    spent: float
    within: int
    lately: int
    severity: Severity

    def rate(self, days: int) -> float:
        """Return how many times faster than allowed that is: 14.4 for 2 % of 30 days in an hour."""
        return round(self.spent * days * DAY / self.within, 6)


BURN_RATES = (
    BurnRate(name="Fast", spent=0.02, within=HOUR, lately=5 * MINUTE, severity=Severity.PAGE),
    BurnRate(name="Steady", spent=0.05, within=6 * HOUR, lately=30 * MINUTE, severity=Severity.PAGE),
    BurnRate(name="Slow", spent=0.1, within=3 * DAY, lately=6 * HOUR, severity=Severity.TICKET),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """How good a service promises to be.

    Args:
        percent: The part of requests that are as users want them.
        days: The time over which they are counted.
    """

    percent: float
    days: int

    @property
    def budget(self) -> float:
        """The part of requests that may go wrong."""
        return round(1 - self.percent / 100, 10)

    def alarm(self, ratio: Ratio, burn: BurnRate, period: int) -> AlarmSpec:
        """Return the alarm of one look back."""
        share = f"IF({ratio.gone_wrong} > 1, {ratio.gone_wrong} / total / {self.budget:.10g}, 0)"
        hours = burn.within // HOUR
        time = f"{hours} hours like this spend" if hours > 1 else "an hour like this spends"
        measures = ratio.measures
        return AlarmSpec(
            metric=f"{burn.name}Burn",
            why=(f"Too many {ratio.fault}: {time} {burn.spent:.0%} of what may go wrong in {self.days} days"),
            threshold=burn.rate(self.days),
            unit=f"times the rate that keeps {self.percent:.10g} %",
            severity=burn.severity,
            comparison=Comparison.AT_LEAST,
            period=period,
            namespace=ratio.namespace,
            dimensions=ratio.dimensions,
            # One bad request alone is no rate: at night it would be a very high one.
            expression=Expression(
                share,
                {name: metric for name, (metric, _) in measures.items()},
                {name: statistic for name, (_, statistic) in measures.items()},
            ),
        )
