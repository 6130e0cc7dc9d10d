"""A ServiceLevel tells somebody while most of the budget is left, and not for one bad request."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from harness import (
    alarms,
    default_template,
    function,
    http_api,
    new_stack,
    only,
    resources,
    rest_api,
    route,
    service_level,
    template_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from observability.evaluator import Data, state

from cloud_constructs import (
    Actions,
    AlertTopic,
    Dashboard,
    GuardrailError,
    Guardrails,
    Indicator,
    OpsItem,
    ServiceLevel,
    StageProfile,
)
from cloud_constructs.guardrails import findings

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
OWN = "ServiceLevel of an app's own counts"


def halves(template: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of the metric alarms by what they are called, such as `FastLong`."""
    found = resources(template, ALARM)
    names = [f"{burn}{half}" for burn in ("Fast", "Steady", "Slow") for half in ("Long", "Short")]
    return {name: body["Properties"] for name in names for id, body in found.items() if f"Level{name}" in id}


def wholes(template: dict[str, Any]) -> dict[str, Any]:
    found = resources(template, COMPOSITE)
    return {
        name: body["Properties"]
        for name in ("Fast", "Steady", "Slow")
        for id, body in found.items()
        if id.startswith(f"Level{name}")
    }


@pytest.mark.parametrize(
    ("name", "rates"),
    [("ServiceLevel", (13.44, 5.6, 28 / 30)), (OWN, (14.4, 6, 1))],
)
def test_the_rates_follow_from_the_days(name: str, rates: tuple[float, ...]) -> None:  # CV-18
    found = halves(default_template(name))

    for burn, rate in zip(("Fast", "Steady", "Slow"), rates, strict=True):
        for half in ("Long", "Short"):
            assert found[f"{burn}{half}"]["Threshold"] == pytest.approx(rate, abs=1e-6)
            assert found[f"{burn}{half}"]["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_a_long_look_back_has_a_short_one_beside_it() -> None:  # CV-18
    periods = {
        name: {query["MetricStat"]["Period"] for query in alarm["Metrics"] if "MetricStat" in query}
        for name, alarm in halves(default_template("ServiceLevel")).items()
    }

    assert periods == {
        "FastLong": {3600},
        "FastShort": {300},
        "SteadyLong": {6 * 3600},
        "SteadyShort": {1800},
        "SlowLong": {3 * 86400},
        "SlowShort": {6 * 3600},
    }


def test_both_have_to_agree_before_somebody_is_told() -> None:  # CV-18
    template = default_template("ServiceLevel")
    found = resources(template, ALARM)
    (topic,) = resources(template, "AWS::SNS::Topic")

    for name, whole in wholes(template).items():
        long, short = (next(id for id in found if f"Level{name}{half}" in id) for half in ("Long", "Short"))
        parts = ['ALARM("', {"Ref": long}, '") AND ALARM("', {"Ref": short}, '")']
        assert whole["AlarmRule"] == {"Fn::Join": ["", parts]}
        assert whole["AlarmActions"] == whole["OKActions"] == [{"Ref": topic}]
    assert not any("AlarmActions" in half for half in halves(template).values())


def failing(bad: int, total: int) -> Data:
    """Return what API Gateway counts: a value for each request, one for those that fail."""
    return {"5xx": [[1] * bad + [0] * (total - bad)], "Count": [[1] * total]}


@pytest.mark.parametrize(
    ("bad", "total", "expected"),
    [
        (0, 0, "OK"),
        (1, 1, "OK"),  # one request alone, and it fails: no rate
        (2, 2, "ALARM"),
        (13, 1000, "OK"),  # 13 times as many as 99.9 % allows
        (14, 1000, "ALARM"),
        (1000, 1000, "ALARM"),
    ],
)
def test_the_fast_alarm_goes_off_at_its_rate(bad: int, total: int, expected: str) -> None:  # CV-18
    found = halves(default_template("ServiceLevel"))

    assert state(found["FastLong"], failing(bad, total)) == expected
    assert state(found["FastShort"], failing(bad, total)) == expected


@given(total=st.integers(2, 400), bad=st.integers(0, 400))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_a_slower_alarm_goes_off_first(total: int, bad: int) -> None:
    found = halves(default_template("ServiceLevel"))
    data = failing(min(bad, total), total)
    on = [state(found[f"{burn}Long"], data) == "ALARM" for burn in ("Fast", "Steady", "Slow")]

    # Whatever is bad enough for a louder alarm is bad enough for a quieter one.
    assert on == sorted(on)
    assert on[2] == (bad > 1 and min(bad, total) / total / 0.001 >= 28 / 30)


def test_slow_answers_spend_the_budget_too() -> None:  # CV-18
    stack = new_stack()
    quick = Indicator.faster_than(http_api(stack), milliseconds=500)
    service_level(stack, indicator=quick, objective=99)
    fast = halves(template_of(stack))["FastLong"]

    stats = {query["MetricStat"]["Stat"] for query in fast["Metrics"] if "MetricStat" in query}
    assert stats == {"TC(:500)", "SampleCount"}
    assert "requests take longer than 500 ms" in fast["AlarmDescription"]
    assert state(fast, {"Latency": [[20] * 90 + [500] * 10]}) == "OK"
    assert state(fast, {"Latency": [[20] * 87 + [501] * 13]}) == "OK"
    assert state(fast, {"Latency": [[20] * 86 + [501] * 14]}) == "ALARM"
    # All too slow: the count of good ones may have no data at all.
    assert state(fast, {"Latency": [[501] * 5]}) == "ALARM"


def test_an_app_counts_what_is_good() -> None:
    found = halves(default_template(OWN))

    assert state(found["FastLong"], {"Paid": [[927]], "Payments": [[1000]]}) == "ALARM"
    assert state(found["FastLong"], {"Paid": [[929]], "Payments": [[1000]]}) == "OK"
    assert state(found["FastLong"], {"Paid": [[]], "Payments": [[1000]]}) == "ALARM"
    for query in found["FastLong"]["Metrics"][1:]:
        assert query["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "Country", "Value": "FR"}]


def test_it_says_what_is_lost_and_where_to_go() -> None:  # CV-18
    text = wholes(default_template(OWN))["Fast"]["AlarmDescription"]

    assert text.startswith("Too many requests fail: an hour like this spends 2% of what may go wrong in 30")
    assert "Threshold: 14.4 times the rate that keeps 99.5 %." in text
    assert "Runbook: https://wiki.example.com/shop#custom-fastburn" in text
    assert "Owner: payments." in text


def plain_function(stack: cdk.Stack) -> lambda_.IFunction:
    return lambda_.Function.from_function_name(stack, "Plain", "checkout")


@pytest.mark.parametrize(
    ("make", "metrics"),
    [
        (http_api, {"5xx", "Count"}),
        (rest_api, {"5XXError", "Count"}),
        (function, {"Errors", "Invocations"}),
        (route, {"5xx", "Count"}),
        (plain_function, {"Errors", "Invocations"}),
    ],
    ids=["HttpApi", "RestApi", "EnhancedLambda", "ApiRoute", "plain function"],
)
def test_apis_routes_and_functions_count_their_errors(make: Any, metrics: set[str]) -> None:
    stack = new_stack()
    service_level(stack, indicator=Indicator.without_errors(make(stack)))

    fast = halves(template_of(stack))["FastLong"]
    counted = {q["MetricStat"]["Metric"]["MetricName"] for q in fast["Metrics"] if "MetricStat" in q}
    assert counted == metrics


def told(stack: cdk.Stack, **kwargs: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the composite alarms, and the topics' logical ids by their names."""
    topics = {name: AlertTopic(stack, name) for name in ("OnCall", "Team")}
    service_level(stack, notify=Actions(page=topics["OnCall"], ticket=topics["Team"]), **kwargs)
    template = template_of(stack)
    made = resources(template, "AWS::SNS::Topic")
    return wholes(template), {name: id for name in topics for id in made if id.startswith(name)}


def test_a_leak_is_a_ticket_and_wakes_nobody() -> None:  # CV-18
    found, topics = told(new_stack())

    receivers = {name: alarm["AlarmActions"][0]["Ref"] for name, alarm in found.items()}
    on_call, team = topics["OnCall"], topics["Team"]
    assert receivers == {"Fast": on_call, "Steady": on_call, "Slow": team}


def test_where_nobody_is_woken_pages_are_tickets() -> None:
    found, topics = told(new_stack(), profile=StageProfile.named("dev"))

    assert {alarm["AlarmActions"][0]["Ref"] for alarm in found.values()} == {topics["Team"]}


def test_a_silenced_alarm_is_found() -> None:
    app = cdk.App()
    made = service_level(cdk.Stack(app, "Test", env=cdk.Environment(region="eu-west-1")))
    made.alarms["Fast"].alarm_actions = []
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    with pytest.raises(GuardrailError):
        guardrails.synth()
    assert [finding.path for finding in findings(app.outdir) if "AlarmActions" in finding.rule] == [
        "Test/Level/Fast"
    ]


def test_the_picture_shows_what_is_left_of_the_days() -> None:  # CV-18
    stack = new_stack()
    watched = alarms(stack)
    level = service_level(stack, notify=OpsItem())
    Dashboard(stack, "Dashboard", alarms=watched, graphs=[level.error_budget])

    body = str(only(template_of(stack), "AWS::CloudWatch::Dashboard")["DashboardBody"])
    assert '"start":"-P28D"' in body
    assert "100 * (1 - RUNNING_SUM(FILL(bad, 0)) / (0.001 * SUM(total)))" in body
    assert '"title":"Level: budget left"' in body


def test_its_price_is_known() -> None:
    stack = new_stack()
    made = service_level(stack)

    # Six alarms on two metrics each, and three alarms on alarms.
    assert made.monthly_cost == 2.7
    assert isinstance(made, ServiceLevel)
