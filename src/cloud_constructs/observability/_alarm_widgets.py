"""How an alarm is drawn: its metric over time, with the line that it must not cross."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.observability._alarm_spec import AnomalyBand, Comparison

if TYPE_CHECKING:
    from cloud_constructs.observability._watched_alarm import WatchedAlarm


def alarm_graph(watched: WatchedAlarm, region: str) -> dict[str, Any]:
    """Return what the widget of an alarm shows."""
    spec, target = watched.spec, watched.target
    return {
        "title": f"{target.name}: {spec.alarm_name}",
        "region": target.region or region,
        "period": spec.period,
        "stat": spec.statistic,
        "metrics": _metrics(watched),
        "yAxis": {"left": {"label": spec.unit, "showUnits": not spec.unit}},
        **_line(watched),
    }


def _metrics(watched: WatchedAlarm) -> list[Any]:
    spec = watched.spec
    if spec.expression is not None:
        queries = [_query(watched, name, id, visible=False) for id, name in spec.expression.metrics.items()]
        return [[{"expression": spec.expression.text, "label": spec.alarm_name}], *queries]
    if isinstance(watched.threshold, AnomalyBand):
        band = {
            "expression": f"ANOMALY_DETECTION_BAND(measured, {watched.threshold.width:g})",
            "label": "usual",
        }
        return [[band], _query(watched, spec.metric, "measured")]
    return [_query(watched, spec.metric, "measured")]


def _query(watched: WatchedAlarm, metric: str, id: str, *, visible: bool = True) -> list[Any]:
    spec, target = watched.spec, watched.target
    dimensions = [part for pair in {**target.dimensions, **spec.dimensions}.items() for part in pair]
    shown: dict[str, Any] = {"id": id} if visible else {"id": id, "visible": False}
    if spec.expression is not None and id in spec.expression.statistics:
        shown["stat"] = spec.expression.statistics[id]
    return [spec.namespace or target.service.namespace, metric, *dimensions, shown]


def _line(watched: WatchedAlarm) -> dict[str, Any]:
    """Return the threshold as a line, shaded on the side where the alarm goes off."""
    if isinstance(watched.threshold, AnomalyBand):
        return {}
    above = watched.spec.comparison in (Comparison.ABOVE, Comparison.AT_LEAST)
    line = {
        "label": watched.severity.value,
        "value": watched.threshold,
        "fill": "above" if above else "below",
    }
    return {"annotations": {"horizontal": [line]}}
