"""What the alarms of an AlarmSet may cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cloud_constructs.core import Check

if TYPE_CHECKING:
    from cloud_constructs.observability._alarm_set import AlarmSet


def keep_to_budget(alarms: AlarmSet, budget: float | None) -> None:
    """Raise if the alarms cost more than they may.

    Raises:
        ArgumentError: They do; the message names those of which there are most.
    """
    cost = alarms.monthly_cost
    if budget is None or cost <= budget:
        return
    most = Counter(watched.spec.alarm_name for watched in alarms.watched).most_common(3)
    numerous = ", ".join(f"{name} ({count})" for name, count in most)
    raise Check(alarms, "watch").fail(
        f"the alarms cost {cost:.2f} USD a month, the budget is {budget:.2f}",
        f"raise the budget, or waive some in thresholds=; the most numerous are {numerous}",
    )
