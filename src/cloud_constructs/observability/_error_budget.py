"""The picture of what is left of an error budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import HOUR

if TYPE_CHECKING:
    from cloud_constructs.core import Check
    from cloud_constructs.observability._burn_rate import Objective
    from cloud_constructs.observability._indicator import Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBudget:
    """What was left of the budget, hour by hour; the last point is what is left now.

    Args:
        title: What is seen.
        ratio: What is counted.
        objective: What is promised.
    """

    title: str
    ratio: Ratio
    objective: Objective

    def check(self, check: Check) -> None:
        """Raise never: the `ServiceLevel` has looked at everything."""

    def properties(self) -> dict[str, Any]:
        """Return what the widget shows."""
        dimensions = [part for pair in self.ratio.dimensions.items() for part in pair]
        counts = [
            [
                *(self.ratio.namespace, metric, *dimensions),
                {"id": name, "stat": statistic, "visible": False},
            ]
            for name, (metric, statistic) in self.ratio.measures.items()
        ]
        return {
            "title": f"{self.title}: budget left",
            "period": HOUR,
            # Whatever time the dashboard shows, a budget is that of its days.
            "start": f"-P{self.objective.days}D",
            "metrics": [[{"label": "left", "expression": self.formula}], *counts],
            "yAxis": {"left": {"label": "%", "showUnits": False, "max": 100}},
            "annotations": {"horizontal": [{"label": "spent", "value": 0, "fill": "below"}]},
        }

    @property
    def formula(self) -> str:
        """What is left, in percent of the budget of all requests in the time."""
        budget = f"{self.objective.budget:.10g} * SUM(total)"
        return f"100 * (1 - RUNNING_SUM({self.ratio.gone_wrong}) / ({budget}))"
