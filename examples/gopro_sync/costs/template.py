"""What costs by being there, whether or not anything is copied, as the synthesised template has it."""

from collections.abc import Iterator, Mapping
from typing import Any

import aws_cdk as cdk
from gopro_sync import GoProSync

from .usage import HOURS_PER_MONTH

_BY_TYPE = {
    "AWS::KMS::Key": ("key", "encryption keys"),
    "AWS::SecretsManager::Secret": ("secret", "credentials"),
    "AWS::CloudWatch::CompositeAlarm": ("composite-alarm", "health of the whole"),
    "AWS::CloudWatch::Dashboard": ("dashboard", "dashboards"),
}
NAT = "nat-hour"


def standing_in(stage: str) -> list[tuple[str, str, float]]:
    """Price, what it is for, and how much of it a month, in a stage."""
    app = cdk.App(context={"stage": stage})
    # Prices are of that region; the account is AWS's own for documentation.
    GoProSync(app, "GoProSync", env=cdk.Environment(account="123456789012", region="eu-west-1"))
    return list(standing(app.synth().get_stack_by_name("GoProSync").template))


def standing(template: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    """What of a template is paid for by the month."""
    resources: list[dict[str, Any]] = list(template["Resources"].values())

    def of_type(name: str) -> list[dict[str, Any]]:
        return [resource.get("Properties", {}) for resource in resources if resource["Type"] == name]

    for type_name, (price, what) in _BY_TYPE.items():
        if count := len(of_type(type_name)):
            yield price, what, count
    alarms = of_type("AWS::CloudWatch::Alarm")
    yield "alarm", f"{len(alarms)} alarms", sum(map(_metrics_of, alarms))
    if gateways := of_type("AWS::EC2::NatGateway"):
        zones = len({subnet["AvailabilityZone"] for subnet in of_type("AWS::EC2::Subnet")})
        # A regional gateway is billed in each zone that it serves.
        count = sum(zones if gateway.get("AvailabilityMode") == "regional" else 1 for gateway in gateways)
        yield NAT, "NAT gateways", count * HOURS_PER_MONTH
        yield "public-address", "their addresses", count * HOURS_PER_MONTH
    endpoints = [one for one in of_type("AWS::EC2::VPCEndpoint") if one["VpcEndpointType"] == "Interface"]
    if endpoints:
        zones = sum(len(endpoint["SubnetIds"]) for endpoint in endpoints)
        yield "endpoint-hour", f"{len(endpoints)} interface endpoints", zones * HOURS_PER_MONTH


def _metrics_of(alarm: Mapping[str, Any]) -> int:
    """An alarm is billed by the metrics that it looks at."""
    return sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1
