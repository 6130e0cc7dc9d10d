"""APIs, their routes and their firewall are watched by metrics that exist."""

from typing import Any

import aws_cdk as cdk
import pytest
from harness import only, resources, rest_api, route, synth

from cloud_constructs import AlarmSet, AlertTopic, Throttle, WebAcl


def watched(make: Any) -> Any:
    def build(stack: cdk.Stack) -> None:
        AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts")).watch(make(stack))

    return synth(build)


def dimensions(template: Any, logical_id: str) -> dict[str, Any]:
    (body,) = (
        body
        for id, body in resources(template, "AWS::CloudWatch::Alarm").items()
        if id.startswith(logical_id)
    )
    return {each["Name"]: each["Value"] for each in body["Properties"]["Dimensions"]}


def test_a_rest_api_is_watched_by_its_name_which_no_other_has() -> None:
    template = watched(rest_api)
    name = only(template, "AWS::ApiGateway::RestApi")["Name"]

    assert name.startswith("Test-Api")
    assert dimensions(template, "AlarmsApi5XXError") == {"ApiName": name, "Stage": "live"}


def test_a_route_of_a_rest_api_is_watched_alone() -> None:
    template = watched(lambda stack: route(stack, api=rest_api(stack)))

    found = dimensions(template, "AlarmsRouteLatency")
    assert (found["Method"], found["Resource"], found["Stage"]) == ("GET", "/orders/{id}", "live")


@pytest.mark.parametrize("throttle", [None, Throttle(rate=1, burst=2)])
def test_a_watched_route_of_an_http_api_has_metrics_and_keeps_its_throttle(throttle: Throttle | None) -> None:
    template = watched(lambda stack: route(stack, throttle=throttle))

    assert dimensions(template, "AlarmsRouteLatency")["Resource"] == "/orders/{id}"
    settings = only(template, "AWS::ApiGatewayV2::Stage")["RouteSettings"]["GET /orders/{id}"]
    rate, burst = (throttle.rate, throttle.burst) if throttle else (50, 100)
    assert settings == {
        "DetailedMetricsEnabled": True,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }


def test_a_firewall_is_watched_in_its_region() -> None:
    template = watched(lambda stack: WebAcl(stack, "Firewall"))
    acl = only(template, "AWS::WAFv2::WebACL")

    (alarm,) = resources(template, "AWS::CloudWatch::Alarm").values()
    for metric in alarm["Properties"]["Metrics"]:
        if "MetricStat" in metric:
            found = {each["Name"]: each["Value"] for each in metric["MetricStat"]["Metric"]["Dimensions"]}
            assert found == {
                "Region": "eu-west-1",
                "Rule": "ALL",
                "WebACL": acl["VisibilityConfig"]["MetricName"],
            }
