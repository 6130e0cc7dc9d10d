"""Every alarm of the catalogue fires when it should and is silent when it should, on its own properties."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from harness import new_stack, resources, template_of
from observability.evaluator import QUOTA, Samples, state

from cloud_constructs import AlarmSet, AlertTopic
from cloud_constructs.core import AlarmTarget, Service
from cloud_constructs.observability import AlarmSpec, Comparison
from cloud_constructs.observability.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = [(service, spec) for service, specs in CATALOGUE.items() for spec in specs]
IDS = [f"{service.name.lower()}-{spec.alarm_name}" for service, spec in ROWS]
FACT = 1000.0
ASKED_FOR = 10.0
"""The threshold that a test gives to alarms which are made only for who asks."""


class Everything:
    """Something of every kind, of which everything is known."""

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        return [
            AlarmTarget(
                name=f"{service.name}.",
                service=service,
                dimensions={"Id": service.name},
                limits={fact: FACT for spec in specs for fact in spec.facts},
            )
            for service, specs in CATALOGUE.items()
        ]


@cache
def alarms() -> dict[str, Any]:
    """Return the properties of every alarm of the catalogue by its name."""
    stack = new_stack()
    made = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Told"))
    optional = {spec.alarm_name: ASKED_FOR for _, spec in ROWS if spec.threshold is None}
    made.watch(Everything(), thresholds=optional)
    ids = {name: stack.get_logical_id(alarm) for name, alarm in made.alarms.items()}
    bodies = resources(template_of(stack), "AWS::CloudWatch::Alarm")
    return {name: bodies[id]["Properties"] for name, id in ids.items()}


def periods_of(spec: AlarmSpec) -> int:
    return spec.periods_for(dict.fromkeys(spec.facts, FACT))


def alarm_of(service: Service, spec: AlarmSpec) -> dict[str, Any]:
    return alarms()[f"{service.name}.{spec.alarm_name}"]


def measured(spec: AlarmSpec, value: float) -> Samples:
    """Return samples of which the statistic is a value."""
    return [1.0] * int(value) if spec.statistic == "SampleCount" else [value]


def state_after(service: Service, spec: AlarmSpec, values: Sequence[float | None]) -> str:
    series = [[] if value is None else measured(spec, value) for value in values]
    if spec.expression is None:
        return state(alarm_of(service, spec), {spec.metric: series})
    # The first metric of an expression is the one that says how bad it is.
    driven, *others = spec.expression.metrics.values()
    return state(
        alarm_of(service, spec), {driven: series} | {other: [[QUOTA]] * len(values) for other in others}
    )


def bounds(service: Service, spec: AlarmSpec) -> tuple[float, float]:
    """Return the last value that is fine and the first that is not."""
    if spec.expression is not None:
        return 0.0, 10 * QUOTA
    threshold = alarm_of(service, spec)["Threshold"]
    step = 1 if spec.statistic == "SampleCount" else max(abs(threshold), 1) * 1e-6
    return {
        Comparison.ABOVE: (threshold, threshold + step),
        Comparison.AT_LEAST: (threshold - step, threshold),
        Comparison.BELOW: (threshold, threshold - step),
        Comparison.AT_MOST: (threshold + step, threshold),
    }[spec.comparison]


def test_the_catalogue_names_every_service_and_no_alarm_twice() -> None:
    assert set(CATALOGUE) == set(Service)
    assert len(alarms()) == len(ROWS) == len(set(IDS))


@pytest.mark.parametrize(("service", "spec"), ROWS, ids=IDS)
def test_it_is_loud_beyond_its_threshold_and_silent_up_to_it(service: Service, spec: AlarmSpec) -> None:
    fine, bad = bounds(service, spec)

    assert state_after(service, spec, [fine] * periods_of(spec)) == "OK"
    assert state_after(service, spec, [bad] * periods_of(spec)) == "ALARM"


@pytest.mark.parametrize(("service", "spec"), ROWS, ids=IDS)
def test_it_waits_for_as_many_datapoints_as_it_says(service: Service, spec: AlarmSpec) -> None:
    fine, bad = bounds(service, spec)
    needed = spec.datapoints or periods_of(spec)

    enough = [fine] * (periods_of(spec) - needed) + [bad] * needed
    assert state_after(service, spec, enough) == "ALARM"
    assert state_after(service, spec, [fine, *enough[1:-1], fine][: periods_of(spec)]) == "OK"


@pytest.mark.parametrize(("service", "spec"), ROWS, ids=IDS)
def test_silence_means_what_the_row_says(service: Service, spec: AlarmSpec) -> None:
    expected = {"missing": "INSUFFICIENT_DATA", "notBreaching": "OK", "breaching": "ALARM"}

    assert state_after(service, spec, [None] * periods_of(spec)) == expected[spec.missing]


@pytest.mark.parametrize(("service", "spec"), ROWS, ids=IDS)
def test_what_it_says_can_be_read_by_who_is_woken(service: Service, spec: AlarmSpec) -> None:
    text = alarm_of(service, spec)["AlarmDescription"]

    assert text.startswith(f"{spec.why}. Threshold: ")
    assert len(text) <= 1024
    assert spec.why[0].isupper()
    assert not re.search(r"\b\d", spec.why), "a threshold may be another"


@pytest.mark.parametrize(
    ("service", "name"),
    [(Service.LOAD_BALANCER, "Target5xxRate"), (Service.FUNCTION, "ErrorRate")],
)
def test_a_rate_does_not_judge_by_a_handful(service: Service, name: str) -> None:
    (spec,) = (spec for spec in CATALOGUE[service] if spec.alarm_name == name)
    assert spec.expression
    part, total = spec.expression.metrics.values()
    few = {part: [[5.0]] * periods_of(spec), total: [[5.0]] * periods_of(spec)}
    many = {part: [[150.0]] * periods_of(spec), total: [[200.0]] * periods_of(spec)}

    assert state(alarm_of(service, spec), few) == "OK"
    assert state(alarm_of(service, spec), many) == "ALARM"
