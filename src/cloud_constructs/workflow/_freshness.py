"""How long may pass between two completed runs, by what the schedule says."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_scheduler as scheduler

    from cloud_constructs.core import Check

UNITS = {"minute": MINUTE, "hour": HOUR, "day": DAY}
# Every day of the month, of the week and of the year, at whatever times.
DAILY = r"cron\(\S+ \S+ [*?] \* [*?] \*\)"
GRACE = 2 * HOUR
# CloudWatch looks back no further:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
LONGEST = 7 * DAY


def hours_between_runs(
    check: Check,
    freshness: Duration | None,
    schedule: scheduler.ScheduleExpression,
    window_seconds: float,
) -> int | None:
    """Return what was given, in hours, or what follows from the schedule; `None` if nothing does."""
    if freshness is not None:
        _, seconds = check.lasts("freshness", freshness, default=DAY, low=HOUR, high=LONGEST, unit=HOUR)
    else:
        interval = _interval(schedule.expression_string)
        seconds = interval and interval + window_seconds + GRACE
    if seconds is None or seconds > LONGEST:
        return None
    return math.ceil(seconds / HOUR)


def _interval(expression: str) -> int | None:
    """Return how many seconds are at most between two runs, as far as a simple schedule tells."""
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    if rate:
        return int(rate[1]) * UNITS[rate[2]]
    return DAY if re.fullmatch(DAILY, expression) else None
