"""How much a resource takes of what is paid for by the month."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.cost._price import HOURS, Standing
from cloud_constructs.guardrails._values import is_number, is_object, value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cloud_constructs.guardrails._assembly import Resource


@dataclass(frozen=True, slots=True)
class Meter:
    """One of the charges for a resource: its price, what for, and how much a month."""

    price: Standing
    what: str
    quantity: Callable[[Resource], float]


def _one(_: Resource) -> float:
    return 1


def _many(*keys: str) -> Callable[[Resource], float]:
    return lambda resource: len(resource.entries(*keys))


def _metrics(alarm: Resource) -> float:
    """An alarm is charged by its metrics; one with a band counts as three (the metric and both its edges)."""
    queries = alarm.entries("Metrics")
    if any("ANOMALY_DETECTION_BAND" in str(query.get("Expression")) for query in queries):
        return 3
    return sum("MetricStat" in query for query in queries) or 1


def _is_fast(alarm: Resource) -> bool:
    periods = [
        alarm.get("Period"),
        *(value_at(query, "MetricStat", "Period") for query in alarm.entries("Metrics")),
    ]
    return any(is_number(period) and period < 60 for period in periods)


def _gateway_zones(gateway: Resource) -> float:
    """A regional gateway is charged in each zone that it serves: those of its network's subnets."""
    if gateway.get("AvailabilityMode") != "regional":
        return 1
    subnets = gateway.template.of_type("AWS::EC2::Subnet")
    network = gateway.properties.get("VpcId")
    mine = [
        one.properties.get("AvailabilityZone") for one in subnets if one.properties.get("VpcId") == network
    ]
    return len({json.dumps(zone) for zone in mine})


def _gateway_addresses(gateway: Resource) -> float:
    """A gateway brings its own addresses, unless it is given one: that is a resource of its own."""
    if gateway.get("ConnectivityType") == "private" or gateway.get("AllocationId"):
        return 0
    return _gateway_zones(gateway) * HOURS


def _endpoint_zones(endpoint: Resource) -> float:
    if endpoint.get("VpcEndpointType") not in {"Interface", "GatewayLoadBalancer"}:
        return 0
    subnets: list[Any] = endpoint.properties.get("SubnetIds") or [None]
    return len(subnets) * HOURS


def _features(check: Resource) -> float:
    """Route 53 charges for each of these on top: HTTPS, a text to find, ten seconds, a measured latency."""
    kind = str(check.get("HealthCheckConfig", "Type"))
    asked = [
        kind.startswith("HTTPS"),
        kind.endswith("STR_MATCH"),
        check.get("HealthCheckConfig", "RequestInterval") == 10,
        check.get("HealthCheckConfig", "MeasureLatency") is True,
    ]
    return sum(asked)


def _capacity(kind: str) -> Callable[[Resource], float]:
    """Return how many units of capacity a table and its indexes have at least, in all its regions."""

    def units(table: Resource) -> float:
        if table.get("BillingMode") == "PAY_PER_REQUEST":
            return 0
        regions = len(table.entries("Replicas")) or 1
        # Of a global table, each replica says what it reads, and all write the same.
        written = regions if kind == "Write" else 1
        return sum(_units(table.properties, kind)) * written * HOURS

    return units


def _units(value: Any, kind: str) -> Iterator[float]:  # noqa: ANN401
    """Yield the capacities below a value: fixed ones, and where auto scaling begins."""
    if isinstance(value, list):
        for entry in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _units(entry, kind)
    elif is_object(value):
        fixed = value.get(f"{kind}CapacityUnits")
        scaled = value_at(value, f"{kind}CapacityAutoScalingSettings", "MinCapacity")
        yield from (float(number) for number in (fixed, scaled) if is_number(number))
        for key, below in value.items():
            if key != f"{kind}CapacityAutoScalingSettings":
                yield from _units(below, kind)


def _provisioned(alias: Resource) -> float:
    """Provisioned concurrency is charged by memory and second."""
    warm = alias.get("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")
    functions = [one for one in alias.refers_to("FunctionName") if one.type == "AWS::Lambda::Function"]
    if not is_number(warm) or not functions:
        return 0
    memory = functions[0].get("MemorySize")
    return warm * (memory if is_number(memory) else 128) / 1024 * HOURS * 3600


def _shards(stream: Resource) -> float:
    shards = stream.get("ShardCount")
    return shards * HOURS if is_number(shards) else 0


METERS: Final[dict[str, tuple[Meter, ...]]] = {
    "AWS::CloudWatch::Alarm": (
        Meter(Standing.ALARM, "alarms", lambda alarm: 0 if _is_fast(alarm) else _metrics(alarm)),
        Meter(Standing.FAST_ALARM, "fast alarms", lambda alarm: _metrics(alarm) if _is_fast(alarm) else 0),
    ),
    "AWS::CloudWatch::CompositeAlarm": (Meter(Standing.COMPOSITE_ALARM, "alarms on alarms", _one),),
    "AWS::CloudWatch::Dashboard": (Meter(Standing.DASHBOARD, "dashboards", _one),),
    "AWS::CodePipeline::Pipeline": (
        Meter(Standing.PIPELINE, "pipelines", lambda pipeline: pipeline.get("PipelineType") != "V2"),
    ),
    **dict.fromkeys(
        ("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table"),
        (
            Meter(Standing.WRITE_CAPACITY, "write capacity of tables", _capacity("Write")),
            Meter(Standing.READ_CAPACITY, "read capacity of tables", _capacity("Read")),
        ),
    ),
    "AWS::EC2::EIP": (Meter(Standing.PUBLIC_ADDRESS, "public addresses", lambda _: HOURS),),
    "AWS::EC2::NatGateway": (
        Meter(Standing.NAT_GATEWAY, "NAT gateways", lambda gateway: _gateway_zones(gateway) * HOURS),
        Meter(Standing.PUBLIC_ADDRESS, "public addresses", _gateway_addresses),
    ),
    "AWS::EC2::VPCEndpoint": (Meter(Standing.ENDPOINT, "interface endpoints", _endpoint_zones),),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        Meter(Standing.LOAD_BALANCER, "load balancers", lambda _: HOURS),
    ),
    "AWS::KMS::Key": (Meter(Standing.KEY, "encryption keys", _one),),
    "AWS::KMS::ReplicaKey": (Meter(Standing.KEY, "encryption keys", _one),),
    "AWS::Kinesis::Stream": (Meter(Standing.SHARD, "shards", _shards),),
    "AWS::Lambda::Alias": (Meter(Standing.PROVISIONED_CONCURRENCY, "provisioned concurrency", _provisioned),),
    "AWS::Route53::HealthCheck": (
        Meter(Standing.HEALTH_CHECK, "health checks", _one),
        Meter(Standing.HEALTH_CHECK_FEATURE, "features of health checks", _features),
    ),
    "AWS::Route53::HostedZone": (Meter(Standing.HOSTED_ZONE, "hosted zones", _one),),
    "AWS::SSM::Parameter": (
        Meter(Standing.ADVANCED_PARAMETER, "advanced parameters", lambda one: one.get("Tier") == "Advanced"),
    ),
    "AWS::SecretsManager::Secret": (
        Meter(Standing.SECRET, "secrets", lambda secret: 1 + len(secret.entries("ReplicaRegions"))),
    ),
    "AWS::WAFv2::RuleGroup": (Meter(Standing.WAF_RULE, "firewall rules", _many("Rules")),),
    "AWS::WAFv2::WebACL": (
        Meter(Standing.WEB_ACL, "web ACLs", _one),
        Meter(Standing.WAF_RULE, "firewall rules", _many("Rules")),
    ),
}
