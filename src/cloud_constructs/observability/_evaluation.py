"""What CloudWatch can evaluate.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from cloud_constructs.core import Check
    from cloud_constructs.observability._alarm_spec import AlarmSpec

HIGH_RESOLUTION = (10, 20, 30)
# CloudWatch looks back a day, or a week in steps of an hour or longer.
WEEK = 7 * DAY
STATISTICS = r"SampleCount|Average|Sum|Minimum|Maximum|p(100|[1-9]?\d(\.\d{1,10})?)"
NAMESPACE = r"[\w.#:/ -]{1,255}"
NAME = r"[\x21-\x7e][\x20-\x7e]{0,254}"


def check_threshold(check: Check, name: str, threshold: float) -> None:
    """Raise unless a metric can be compared with a threshold."""
    check.require(isfinite(threshold), f"the threshold of {name} is {threshold}", "give a finite number")


def check_periods(check: Check, name: str, period: int, periods: int) -> None:
    """Raise unless CloudWatch takes datapoints over such a period, and looks at so many."""
    check.require(
        period in HIGH_RESOLUTION or (period >= MINUTE and period % MINUTE == 0),
        f"the period of {name} is {period} seconds",
        "choose 10, 20, 30 or a multiple of 60 seconds",
    )
    longest = WEEK if period >= HOUR else DAY
    check.between(f"the number of periods of {name}", periods, 1, longest // period)


def check_metric(check: Check, spec: AlarmSpec) -> float:
    """Return the threshold of an alarm on an app's own metric, if the alarm says all that it has to say."""
    name = spec.alarm_name
    check.matches("the name of a metric", spec.metric, NAME, "1 to 255 characters of ASCII")
    check.matches(f"the namespace of {name}", spec.namespace or "", NAMESPACE, "that of the app's metrics")
    check.matches(f"the statistic of {name}", spec.statistic, STATISTICS, "one such as Sum or p99")
    threshold, periods = spec.threshold_for({}), spec.periods_for({})
    if threshold is None:
        raise check.fail(f"{name} has no threshold", "give a number: nothing tells it from elsewhere")
    check_threshold(check, name, threshold)
    check_periods(check, name, spec.period, periods)
    if spec.datapoints is not None:
        check.between(f"the datapoints of {name}", spec.datapoints, 1, periods)
    return threshold
