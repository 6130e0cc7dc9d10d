"""How long new alarms wait for their first data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, MINUTE
from cloud_constructs.observability._alarm_spec import Missing

if TYPE_CHECKING:
    from aws_cdk import Duration

    from cloud_constructs.core import AlarmTarget, Check
    from cloud_constructs.observability._alarm_spec import AlarmSpec

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
LONGEST = 2 * DAY
SHORTEST = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class WarmUp:
    """The patience of the alarms of one AlarmSet.

    Args:
        asked: What all of them wait; `None` for as long as each looks back.
    """

    asked: Duration | None

    def check(self, check: Check) -> None:
        """Raise unless alarms can wait so long."""
        if self.asked is not None:
            check.lasts("warm_up", self.asked, default=MINUTE, low=MINUTE, high=LONGEST, unit=MINUTE)

    def of(self, spec: AlarmSpec, target: AlarmTarget) -> dict[str, float] | None:
        """Return what CloudFormation is told for one alarm."""
        if self.asked is not None and not self.asked.is_unresolved():
            return {"warmUpPeriodDurationInMinutes": self.asked.to_minutes()}
        if spec.missing is not Missing.BREACHES:
            return None
        looks_back = spec.period * spec.periods_for(target.limits)
        seconds = min(max(looks_back, SHORTEST), LONGEST)
        return {"warmUpPeriodDurationInMinutes": math.ceil(seconds / MINUTE)}
