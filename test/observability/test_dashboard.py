"""A dashboard draws each alarm with the line that it must not cross, and what the app counts itself."""

from __future__ import annotations

import json
import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from harness import HANDLER, new_stack, only, template_of

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    AnomalyBand,
    ArgumentError,
    Dashboard,
    EnhancedLambda,
    Graph,
    WorkQueue,
)

SALES = Graph(
    title="Success rate",
    namespace="Shop",
    metrics={"Sold": "Sum", "Refused": "Sum"},
    dimensions={"Shop": "North"},
    formulas={"Success rate": "100 * sold / (sold + refused)"},
    unit="%",
)


def alarm_set(stack: cdk.Stack) -> AlarmSet:
    return AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts", emails=["ops@example.com"]))


def widgets(stack: cdk.Stack) -> list[dict[str, Any]]:
    """Return the widgets, with what only CloudFormation knows in braces."""
    body = only(template_of(stack), "AWS::CloudWatch::Dashboard")["DashboardBody"]
    parts = body["Fn::Join"][1] if isinstance(body, dict) else [body]
    text = "".join(part if isinstance(part, str) else f"{{{_named(part)}}}" for part in parts)
    return json.loads(text)["widgets"]


def _named(reference: dict[str, Any]) -> str:
    return ".".join(reference.get("Fn::GetAtt", [])) or reference["Ref"]


def test_every_alarm_is_drawn_with_its_line() -> None:  # GS-10
    stack = new_stack()
    alarms = alarm_set(stack)
    alarms.watch(EnhancedLambda(stack, "Checkout", entry=HANDLER))
    Dashboard(stack, "Dashboard", alarms=alarms)

    drawn = {
        each["properties"]["title"]: each["properties"] for each in widgets(stack) if each["type"] == "metric"
    }
    assert set(drawn) == {f"{each.target.name}: {each.spec.alarm_name}" for each in alarms.watched}
    duration = drawn["Checkout: Duration"]
    (metric,) = duration["metrics"]
    assert metric[:3] == ["AWS/Lambda", "Duration", "FunctionName"]
    (line,) = duration["annotations"]["horizontal"]
    assert line["value"] == next(each.threshold for each in alarms.watched if each.name == "CheckoutDuration")
    assert line["fill"] == "above"


def test_the_state_of_all_alarms_comes_first() -> None:
    stack = new_stack()
    alarms = alarm_set(stack)
    alarms.watch(WorkQueue(stack, "Orders"))
    Dashboard(stack, "Dashboard", alarms=alarms)

    states = widgets(stack)[0]
    assert states["type"] == "alarm"
    assert len(states["properties"]["alarms"]) == len(alarms.watched)
    assert (
        states["properties"]["title"]
        == f"{len(alarms.watched)} alarms, {alarms.monthly_cost:.2f} USD a month"
    )


def test_what_the_app_counts_is_drawn_by_its_formula() -> None:  # GS-10
    stack = new_stack()
    alarms = alarm_set(stack)
    alarms.watch(WorkQueue(stack, "Orders"))
    Dashboard(stack, "Dashboard", alarms=alarms, graphs=[SALES])

    properties = widgets(stack)[0]["properties"]
    assert properties["metrics"] == [
        [{"label": "Success rate", "expression": "100 * sold / (sold + refused)"}],
        ["Shop", "Sold", "Shop", "North", {"id": "sold", "stat": "Sum", "visible": False}],
        ["Shop", "Refused", "Shop", "North", {"id": "refused", "stat": "Sum", "visible": False}],
    ]


def test_a_graph_may_show_metrics_of_another_region() -> None:  # AS-7
    stack = new_stack()
    billed = Graph(
        title="Bill", namespace="AWS/Billing", metrics={"EstimatedCharges": "Maximum"}, region="us-east-1"
    )
    Dashboard(stack, "Dashboard", graphs=[billed, SALES])

    there, here = (widget["properties"]["region"] for widget in widgets(stack))
    assert there == "us-east-1"
    assert here == stack.region


def test_an_anomaly_is_drawn_as_its_band() -> None:
    stack = new_stack()
    alarms = alarm_set(stack)
    alarms.watch(
        EnhancedLambda(stack, "Checkout", entry=HANDLER), thresholds={"Errors": AnomalyBand(width=3)}
    )
    Dashboard(stack, "Dashboard", alarms=alarms)

    errors = next(each for each in widgets(stack) if each["properties"].get("title") == "Checkout: Errors")
    assert errors["properties"]["metrics"][0][0]["expression"] == "ANOMALY_DETECTION_BAND(measured, 3)"
    assert "annotations" not in errors["properties"]


def test_metrics_of_another_region_are_drawn_from_there() -> None:
    stack = new_stack()
    alarms = alarm_set(stack)
    behavior = cloudfront.BehaviorOptions(origin=origins.HttpOrigin("example.com"))
    alarms.watch(cloudfront.Distribution(stack, "Pages", default_behavior=behavior))
    Dashboard(stack, "Dashboard", alarms=alarms)

    drawn = [each["properties"] for each in widgets(stack) if each["type"] == "metric"]
    assert {each["region"] for each in drawn} == {"us-east-1"}
    assert all(re.fullmatch(r"\{Pages\w+\}", each["metrics"][-1][3]) for each in drawn)


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        (Graph(title="None", namespace="Shop", metrics={}), "the graph 'None' has no metrics"),
        (Graph(title="Bad", namespace="Shop", metrics={"a-b": "Sum"}), "a metric of 'Bad' is 'a-b'"),
        (
            Graph(title="Rate", namespace="Shop", metrics={"Sold": "Sum"}, formulas={"Rate": "sold / lost"}),
            "a formula of 'Rate' calls lost. To mend it: call one of sold",
        ),
    ],
)
def test_a_graph_that_cannot_be_drawn_is_told(graph: Graph, says: str) -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match=re.escape(says)):
        Dashboard(stack, "Dashboard", alarms=alarm_set(stack), graphs=[graph])


def test_a_dashboard_of_nothing_is_told() -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match="the number of widgets is 0"):
        Dashboard(stack, "Dashboard", alarms=alarm_set(stack))


def test_a_name_that_cloudwatch_refuses_is_told() -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match="dashboard_name is 'The shop'"):
        Dashboard(stack, "Dashboard", alarms=alarm_set(stack), graphs=[SALES], dashboard_name="The shop")


def test_graphs_may_stand_alone() -> None:
    stack = new_stack()
    Dashboard(stack, "Dashboard", graphs=[SALES])

    assert [widget["properties"]["title"] for widget in widgets(stack)] == ["Success rate"]


def test_something_is_drawn() -> None:
    with pytest.raises(ArgumentError, match="the number of widgets is 0"):
        Dashboard(new_stack(), "Dashboard")
