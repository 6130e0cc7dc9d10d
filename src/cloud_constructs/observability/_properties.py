"""What CloudFormation is told about an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.observability._alarm_spec import AnomalyBand, Comparison

if TYPE_CHECKING:
    from cloud_constructs.core import AlarmTarget
    from cloud_constructs.observability._alarm_spec import AlarmSpec

PERCENTILE = "p"
# What a band is left by: the side on which the threshold would have been crossed.
_OUTSIDE = {
    Comparison.ABOVE: "GreaterThanUpperThreshold",
    Comparison.AT_LEAST: "GreaterThanUpperThreshold",
    Comparison.BELOW: "LessThanLowerThreshold",
    Comparison.AT_MOST: "LessThanLowerThreshold",
}
STANDARD, ANOMALY, COMPOSITE = 0.10, 0.30, 0.50
"""US dollars a month, for each metric, for each alarm with a band (three metrics) and for each alarm on
alarms: the list prices of us-east-1 in November 2026, without the free tier and without what metrics cost
that are switched on for alarms (https://aws.amazon.com/cloudwatch/pricing/)."""


def properties(spec: AlarmSpec, target: AlarmTarget, threshold: float | AnomalyBand) -> dict[str, Any]:
    """Return the properties that follow from what is measured and when it is too much."""
    periods = spec.periods_for(target.limits)
    common = {
        "datapoints_to_alarm": spec.datapoints or periods,
        "evaluation_periods": periods,
        "treat_missing_data": spec.missing,
    }
    if isinstance(threshold, AnomalyBand):
        band = {"id": "band", "expression": f"ANOMALY_DETECTION_BAND(measured, {threshold.width:g})"}
        return common | {
            "comparison_operator": _OUTSIDE[spec.comparison],
            "metrics": [band, *_measured(spec, target)],
            "threshold_metric_id": "band",
        }
    common |= {"comparison_operator": spec.comparison, "threshold": threshold}
    if spec.expression is not None:
        return common | {"metrics": _measured(spec, target)}
    statistic = "extended_statistic" if spec.statistic.startswith(PERCENTILE) else "statistic"
    return common | {
        "dimensions": _dimensions(spec, target),
        "metric_name": spec.metric,
        "namespace": spec.namespace or target.service.namespace,
        "period": spec.period,
        statistic: spec.statistic,
    }


def monthly_cost(spec: AlarmSpec, threshold: float | AnomalyBand) -> float:
    """Return what an alarm costs, in US dollars a month."""
    if isinstance(threshold, AnomalyBand):
        return ANOMALY
    return STANDARD * (len(spec.expression.metrics) if spec.expression else 1)


def _measured(spec: AlarmSpec, target: AlarmTarget) -> list[dict[str, Any]]:
    if spec.expression is None:
        return [_query(spec, target, "measured", spec.metric, returned=True)]
    formula = {"id": "measured", "expression": spec.expression.text, "returnData": True}
    queries = [_query(spec, target, id, metric) for id, metric in spec.expression.metrics.items()]
    return [formula, *queries]


def _query(
    spec: AlarmSpec, target: AlarmTarget, id: str, metric: str, *, returned: bool = False
) -> dict[str, Any]:
    measured = {
        "dimensions": _dimensions(spec, target),
        "metricName": metric,
        "namespace": spec.namespace or target.service.namespace,
    }
    counted = spec.expression.statistics.get(id) if spec.expression else None
    stat = {"metric": measured, "period": spec.period, "stat": counted or spec.statistic}
    return {"id": id, "metricStat": stat, "returnData": returned}


def _dimensions(spec: AlarmSpec, target: AlarmTarget) -> list[dict[str, str]]:
    dimensions = {**target.dimensions, **spec.dimensions}
    return [{"name": name, "value": value} for name, value in dimensions.items()]
