"""Alarms on an app's own metrics, and alarms of the catalogue measured as somebody asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import aws_cdk as cdk
import pytest
from harness import function, new_stack, resources, template_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observability.evaluator import Samples, state

from benchmarks._messages import counted
from cloud_constructs import (
    AlarmSet,
    AlarmSpec,
    AlertTopic,
    ArgumentError,
    Comparison,
    Dashboard,
    Health,
    Missing,
    MuteWindow,
    Severity,
    Threshold,
    Waiver,
    runbook,
)

ADDRESS = "https://wiki.example.com/shop"
REFUSED = AlarmSpec(
    namespace="Shop",
    metric="PaymentsRefused",
    dimensions={"Country": "FR"},
    why="The bank refuses more payments than usual",
    threshold=3,
    severity=Severity.PAGE,
    period=300,
)
SLOW = AlarmSpec(
    namespace="Shop",
    metric="Speed",
    why="Pages are sent slowly",
    threshold=20,
    unit="Mbit/s",
    comparison=Comparison.BELOW,
    statistic="Average",
    period=900,
)
QUIET = MuteWindow.cron("0 2 * * SUN", lasts=cdk.Duration.hours(1), time_zone="Europe/Paris")


def watching(stack: cdk.Stack, **arguments: Any) -> AlarmSet:
    return AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"), runbook=ADDRESS, **arguments)


def properties(stack: cdk.Stack, alarms: AlarmSet, name: str) -> dict[str, Any]:
    logical_id = stack.get_logical_id(alarms.alarms[name])
    return resources(template_of(stack), "AWS::CloudWatch::Alarm")[logical_id]["Properties"]


def alarm_on(spec: AlarmSpec) -> dict[str, Any]:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch_metrics("Shop", [spec])
    return properties(stack, alarms, f"Shop{spec.alarm_name}")


def test_an_own_metric_is_watched_as_it_is_published() -> None:
    alarm = alarm_on(REFUSED)

    assert (alarm["Namespace"], alarm["MetricName"]) == ("Shop", "PaymentsRefused")
    assert alarm["Dimensions"] == [{"Name": "Country", "Value": "FR"}]
    assert (alarm["Statistic"], alarm["Period"], alarm["Threshold"]) == ("Sum", 300, 3)
    assert alarm["AlarmDescription"].startswith("The bank refuses more payments than usual. Threshold: 3.")
    assert f"Runbook: {ADDRESS}#custom-paymentsrefused" in alarm["AlarmDescription"]
    assert alarm["AlarmActions"] == alarm["OKActions"] != []


@pytest.mark.parametrize(
    ("spec", "values", "expected"),
    [
        (REFUSED, [2.0, 1.0], "OK"),
        (REFUSED, [2.0, 2.0], "ALARM"),
        (REFUSED, [], "OK"),
        (SLOW, [19.0], "ALARM"),
        (SLOW, [10.0, 30.0], "OK"),
        (SLOW, [], "OK"),
        (replace(SLOW, missing=Missing.BREACHES), [], "ALARM"),
    ],
)
def test_it_goes_off_beyond_its_threshold_and_not_before(
    spec: AlarmSpec, values: Samples, expected: str
) -> None:
    assert state(alarm_on(spec), {spec.metric: [values]}) == expected


def test_it_counts_where_the_others_count() -> None:
    stack = new_stack()
    alarms = watching(stack, health=Health(), mute=[QUIET])
    alarms.watch_metrics("Payments", [REFUSED, SLOW])
    Dashboard(stack, "Dashboard", alarms=alarms)
    template = template_of(stack)

    assert alarms.monthly_cost == 0.1 * 2 + 0.5
    (composite,) = resources(template, "AWS::CloudWatch::CompositeAlarm").values()
    assert str(composite["Properties"]["AlarmRule"]).count("ALARM(") == 1
    (mute,) = resources(template, "AWS::CloudWatch::AlarmMuteRule").values()
    assert len(mute["Properties"]["MuteTargets"]["AlarmNames"]) == 2
    (board,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    assert "Payments: PaymentsRefused" in str(board["Properties"]["DashboardBody"])
    chapter = runbook(alarms, title="Shop").partition("## custom-speed\n")[2]
    assert "`Speed` (Average) every 900 s" in chapter


def test_nobody_is_woken_in_a_stage_without_pages() -> None:
    stack = new_stack({"stage": "dev"})
    alarms = watching(stack)
    alarms.watch_metrics("Payments", [REFUSED])

    assert [watched.severity for watched in alarms.watched] == [Severity.TICKET]


def test_all_of_them_are_one_message() -> None:
    alarms = watching(new_stack())

    with counted() as sent:
        alarms.watch_metrics("Payments", [REFUSED, SLOW])

    assert sent.total() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"namespace": None}, "the namespace of PaymentsRefused is ''"),
        ({"metric": ""}, "the name of a metric is ''"),
        ({"threshold": None}, "PaymentsRefused has no threshold"),
        ({"threshold": float("inf")}, "the threshold of PaymentsRefused is inf"),
        ({"statistic": "Mean"}, "the statistic of PaymentsRefused is 'Mean'"),
        ({"period": 45}, "the period of PaymentsRefused is 45 seconds"),
        ({"periods": 289}, "the number of periods of PaymentsRefused is 289"),
        ({"datapoints": 2}, "the datapoints of PaymentsRefused is 2"),
    ],
)
def test_what_cloudwatch_would_not_take_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(says)):
        alarm_on(replace(REFUSED, **changed))


def test_the_same_alarm_twice_is_refused() -> None:
    alarms = watching(new_stack(), budget=1)
    alarms.watch_metrics("Payments", [REFUSED])

    with pytest.raises(ArgumentError, match="there is an alarm of that name"):
        alarms.watch_metrics("Payments", [REFUSED])


def test_own_metrics_count_against_the_budget() -> None:
    with pytest.raises(ArgumentError, match=r"the alarms cost 0\.20 USD a month, the budget is 0\.15"):
        watching(new_stack(), budget=0.15).watch_metrics("Payments", [REFUSED, SLOW])


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(st.integers(1, 100), st.lists(st.integers(0, 60), max_size=4))
def test_a_sum_is_loud_exactly_above_its_threshold(threshold: int, values: list[int]) -> None:
    spec = replace(REFUSED, threshold=threshold)

    loud = state(alarm_on(spec), {spec.metric: [[float(value) for value in values]]}) == "ALARM"

    assert loud == (sum(values) > threshold)


def test_a_threshold_may_have_a_time_of_its_own() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(function(stack), thresholds={"Throttles": Threshold(value=1, period=300)})

    alarm = properties(stack, alarms, "FunctionThrottles")
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert (alarm["Threshold"], alarm["Period"]) == (1, 300)
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (1, 1)
    assert "`Throttles` (Sum) every 300 s; 1 of 1" in runbook(alarms, title="Shop")


def test_a_chapter_says_each_way_in_which_its_alarms_measure() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(function(stack, "One"), thresholds={"Throttles": Threshold(value=1, period=300)})
    alarms.watch(function(stack, "Two"))

    chapter = runbook(alarms, title="Shop").partition("## function-throttles\n")[2].partition("\n## ")[0]
    assert "every 300 s; 1 of 1" in chapter
    assert "every 60 s; 5 of 5" in chapter


@pytest.mark.parametrize(
    ("threshold", "says"),
    [
        (Threshold(value=float("nan")), "the threshold of Errors is nan"),
        (Threshold(value=1, period=0), "the period of Errors is 0 seconds"),
        (Threshold(value=1, period=3600, periods=169), "the number of periods of Errors is 169"),
    ],
)
def test_a_threshold_that_cannot_be_evaluated_is_refused(threshold: Threshold, says: str) -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match=re.escape(says)):
        watching(stack).watch(function(stack), thresholds={"Errors": threshold})


def test_all_that_have_an_alarm_get_its_other_threshold() -> None:
    stack = new_stack()
    function(stack, "One")
    function(stack, "Two")
    alarms = watching(stack)
    reason = Waiver(reason="Nobody waits for these functions to answer")

    alarms.watch_all(stack, thresholds={"Errors": 5, "Duration": reason})

    errors = [watched.threshold for watched in alarms.watched if watched.spec.metric == "Errors"]
    assert errors == [5, 5]
    assert set(alarms.waived) == {"OneDuration", "TwoDuration"}


def test_a_threshold_of_nothing_is_refused() -> None:
    stack = new_stack()
    function(stack)
    with pytest.raises(ArgumentError, match=r"the name of an alarm is 'ExecutionsFailed'.*Errors"):
        watching(stack).watch_all(stack, thresholds={"ExecutionsFailed": 1})
