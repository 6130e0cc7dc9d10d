"""A small evaluator of CloudWatch alarms, for what the embedded AWS does not evaluate.

It takes an alarm's own properties from the template: statistic, expression, comparison, datapoints out of
periods, and what missing data mean
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html).
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Samples = Sequence[float]
"""What was measured in one period; nothing where there is no data."""
Data = Mapping[str, Sequence[Samples]]
"""The samples of each period, the latest last, by the metric's name."""

QUOTA = 1000.0
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
ARITHMETIC: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Mult: operator.mul,
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def state(alarm: Mapping[str, Any], data: Data) -> str:
    """Return the state of an alarm after some data."""
    values = _series(alarm, data)[-alarm["EvaluationPeriods"] :]
    if all(value is None for value in values) and alarm["TreatMissingData"] == "missing":
        return "INSUFFICIENT_DATA"
    compare = COMPARISONS[alarm["ComparisonOperator"]]
    breaching = sum(
        alarm["TreatMissingData"] == "breaching" if value is None else compare(value, alarm["Threshold"])
        for value in values
    )
    return "ALARM" if breaching >= alarm["DatapointsToAlarm"] else "OK"


def _series(alarm: Mapping[str, Any], data: Data) -> list[float | None]:
    if "MetricName" in alarm:
        statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        return [_statistic(statistic, samples) for samples in data[alarm["MetricName"]]]
    queries = {query["Id"]: query for query in alarm["Metrics"]}
    (formula,) = (query["Expression"] for query in queries.values() if "Expression" in query)
    stats = {id: query["MetricStat"] for id, query in queries.items() if "MetricStat" in query}
    series = {
        id: [_statistic(stat["Stat"], samples) for samples in data[stat["Metric"]["MetricName"]]]
        for id, stat in stats.items()
    }
    periods = zip(*series.values(), strict=True)
    return [_value(formula, dict(zip(series, values, strict=True))) for values in periods]


def _value(formula: str, values: Mapping[str, float | None]) -> float | None:
    filled = set(re.findall(r"FILL\((\w+),", formula))
    missing = {name for name, value in values.items() if value is None} - filled
    return None if missing else _evaluate(formula, values)


def _statistic(name: str, samples: Samples) -> float | None:
    if not samples:
        return None
    if name.startswith("p"):
        rank = math.ceil(float(name[1:]) / 100 * len(samples))
        return sorted(samples)[rank - 1]
    if name.startswith("TC(:"):
        return sum(sample <= float(name[4:-1]) for sample in samples)
    known: dict[str, Callable[[Samples], float]] = {
        "Average": lambda samples: sum(samples) / len(samples),
        "Maximum": max,
        "Minimum": min,
        "SampleCount": len,
        "Sum": sum,
    }
    return known[name](samples)


def _evaluate(formula: str, values: Mapping[str, float | None]) -> float:
    def value(node: ast.AST) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return values[node.id]
            case ast.BinOp():
                return ARITHMETIC[type(node.op)](value(node.left), value(node.right))
            case ast.Compare(ops=[comparison], comparators=[right]):
                return ARITHMETIC[type(comparison)](value(node.left), value(right))
            case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
                return value(then if value(condition) else otherwise)
            case ast.Call(func=ast.Name(id="FILL"), args=[ast.Name(id=name), ast.Constant(value=absent)]):
                return absent if values[name] is None else values[name]
            case ast.Call(func=ast.Name(id="SERVICE_QUOTA")):
                return QUOTA
            case _:
                raise NotImplementedError(ast.dump(node))

    return float(value(ast.parse(formula, mode="eval").body))
