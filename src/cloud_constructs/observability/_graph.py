"""Graph: what an app wants to see beside its alarms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.core import Check


class Picture(Protocol):
    """What a dashboard can show."""

    def check(self, check: Check) -> None:
        """Raise unless CloudWatch can draw it."""
        ...

    def properties(self) -> dict[str, Any]:
        """Return what the widget shows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Some metrics over time, in one picture.

    Args:
        title: What is seen.
        namespace: The metrics' namespace.
        metrics: The metrics by their names, each with its statistic, such as `Sum` or `p90`.
        dimensions: The dimensions that they have in common.
        formulas: Metric math by its label. A formula calls a metric by its name with the first letter in
            lower case, and where there are formulas the metrics themselves are not drawn.
        unit: What the axis counts.
        period: Seconds over which a point is taken.
        region: Where the metrics are, such as us-east-1 for those of CloudFront and of the bill; by default
            where the dashboard is.

    Example:
        ```python
        from cloud_constructs import Graph

        Graph(
            title="Success rate",
            namespace="Shop",
            metrics={"Sold": "Sum", "Refused": "Sum"},
            formulas={"Success rate": "100 * sold / (sold + refused)"},
            unit="%",
        )
        ```
    """

    title: str
    namespace: str
    metrics: Mapping[str, str]
    dimensions: Mapping[str, str] = field(default_factory=dict[str, str])
    formulas: Mapping[str, str] = field(default_factory=dict[str, str])
    unit: str = ""
    period: int = 300
    region: str | None = None

    def check(self, check: Check) -> None:
        """Raise unless CloudWatch can draw it."""
        check.require(len(self.metrics) > 0, f"the graph {self.title!r} has no metrics", "name one")
        for name in self.metrics:
            check.matches(f"a metric of {self.title!r}", name, r"[A-Za-z]\w*", "letters, digits and '_'")
        for formula in self.formulas.values():
            called = set(re.findall(r"\b[a-z]\w*\b(?!\()", formula))
            unknown = called - {_variable(name) for name in self.metrics}
            check.require(
                not unknown,
                f"a formula of {self.title!r} calls {', '.join(sorted(unknown))}",
                f"call one of {', '.join(map(_variable, self.metrics))}",
            )

    def properties(self) -> dict[str, Any]:
        """Return what the widget shows."""
        dimensions = [part for pair in self.dimensions.items() for part in pair]
        drawn = [
            [self.namespace, name, *dimensions, {"id": _variable(name), "stat": statistic, **self._visible}]
            for name, statistic in self.metrics.items()
        ]
        formulas = [[{"label": label, "expression": text}] for label, text in self.formulas.items()]
        axis = {"yAxis": {"left": {"label": self.unit, "showUnits": False}}} if self.unit else {}
        elsewhere = {} if self.region is None else {"region": self.region}
        return {
            "title": self.title,
            "period": self.period,
            "metrics": [*formulas, *drawn],
            **axis,
            **elsewhere,
        }

    @property
    def _visible(self) -> dict[str, bool]:
        return {"visible": False} if self.formulas else {}


def _variable(metric: str) -> str:
    return metric[0].lower() + metric[1:]
