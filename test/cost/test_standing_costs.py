"""What an app costs before anybody uses it."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from guardrails.assemblies import write_assembly
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import AlarmSet, AlertTopic, EnhancedLambda, cli
from cloud_constructs.core import ArgumentError
from cloud_constructs.cost import StandingCosts
from cloud_constructs.cost._meters import METERS
from cloud_constructs.cost._price import Standing
from cloud_constructs.cost._unmetered import BY_USE, is_free

Resources = dict[str, dict[str, Any]]


def one(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def costs(folder: Path, *stacks: Resources) -> StandingCosts:
    return StandingCosts.of(write_assembly(folder, *({"Resources": resources} for resources in stacks)))


def quantities(found: StandingCosts) -> dict[str, float]:
    return {charge.what: charge.quantity for charge in found.charges}


def test_what_stands_around_is_counted_in_the_templates(tmp_path: Path) -> None:  # CV-14
    found = costs(
        tmp_path,
        {
            "Key": one("KMS::Key"),
            "Secret": one("SecretsManager::Secret", ReplicaRegions=[{"Region": "eu-central-1"}]),
            "Zone": one("EC2::Subnet", VpcId={"Ref": "Vpc"}, AvailabilityZone="a"),
            "Other": one("EC2::Subnet", VpcId={"Ref": "Vpc"}, AvailabilityZone="b"),
            "Elsewhere": one("EC2::Subnet", VpcId={"Ref": "AnotherVpc"}, AvailabilityZone="c"),
            "Gateway": one("EC2::NatGateway", VpcId={"Ref": "Vpc"}, AvailabilityMode="regional"),
            "Endpoint": one("EC2::VPCEndpoint", VpcEndpointType="Interface", SubnetIds=["a", "b"]),
            "Free": one("EC2::VPCEndpoint", VpcEndpointType="Gateway"),
            "Acl": one("WAFv2::WebACL", Rules=[{"Name": "rate"}, {"Name": "geo"}]),
            "Old": one("CodePipeline::Pipeline"),
            "New": one("CodePipeline::Pipeline", PipelineType="V2"),
        },
    )

    assert quantities(found) == {
        "encryption keys": 1,
        "secrets": 2,
        "NAT gateways": 2 * 730,
        "public addresses": 2 * 730,
        "interface endpoints": 2 * 730,
        "web ACLs": 1,
        "firewall rules": 2,
        "pipelines": 1,
    }
    expected = 1 + 2 * 0.40 + 1460 * (0.048 + 0.005 + 0.011) + 5 + 2 + 1
    assert found.usd == pytest.approx(expected)


def test_an_alarm_is_charged_by_its_metrics(tmp_path: Path) -> None:
    measured = [{"MetricStat": {"Period": 60}}, {"MetricStat": {"Period": 60}}, {"Expression": "m1 / m2"}]
    band = [{"Expression": "ANOMALY_DETECTION_BAND(m1, 2)"}, {"MetricStat": {"Period": 300}}]
    found = costs(
        tmp_path,
        {
            "Plain": one("CloudWatch::Alarm", MetricName="Errors", Period=60),
            "Ratio": one("CloudWatch::Alarm", Metrics=measured),
            "Band": one("CloudWatch::Alarm", Metrics=band),
            "Fast": one("CloudWatch::Alarm", MetricName="Errors", Period=10),
            "Health": one("CloudWatch::CompositeAlarm"),
        },
    )

    assert quantities(found) == {"alarms": 6, "fast alarms": 1, "alarms on alarms": 1}


def test_a_zonal_gateway_and_its_address_are_charged_once(tmp_path: Path) -> None:
    address = {"Fn::GetAtt": ["Address", "AllocationId"]}
    found = costs(
        tmp_path, {"Address": one("EC2::EIP"), "Gateway": one("EC2::NatGateway", AllocationId=address)}
    )

    assert quantities(found) == {"NAT gateways": 730, "public addresses": 730}


def test_provisioned_capacity_is_charged_from_where_scaling_begins(tmp_path: Path) -> None:
    def scaled(kind: str, least: int) -> dict[str, Any]:
        settings = {f"{kind}CapacityAutoScalingSettings": {"MinCapacity": least, "MaxCapacity": 100}}
        return {f"{kind}ProvisionedThroughputSettings": settings}

    index = {"IndexName": "by-owner"}
    table = one(
        "DynamoDB::GlobalTable",
        BillingMode="PROVISIONED",
        **scaled("Write", 5),
        GlobalSecondaryIndexes=[index | scaled("Write", 2)],
        Replicas=[
            {"Region": "eu-west-1", "GlobalSecondaryIndexes": [index | scaled("Read", 3)]}
            | scaled("Read", 4),
            {"Region": "eu-central-1"} | scaled("Read", 1),
        ],
    )
    plain = one("DynamoDB::Table", ProvisionedThroughput={"ReadCapacityUnits": 6, "WriteCapacityUnits": 7})
    on_demand = one("DynamoDB::Table", BillingMode="PAY_PER_REQUEST")

    found = costs(tmp_path, {"Table": table, "Plain": plain, "OnDemand": on_demand})

    assert quantities(found) == {
        "write capacity of tables": ((5 + 2) * 2 + 7) * 730,
        "read capacity of tables": (4 + 3 + 1 + 6) * 730,
    }


def test_provisioned_concurrency_is_charged_by_the_functions_memory(tmp_path: Path) -> None:
    alias = one(
        "Lambda::Alias",
        FunctionName={"Ref": "Function"},
        ProvisionedConcurrencyConfig={"ProvisionedConcurrentExecutions": 2},
    )
    found = costs(tmp_path, {"Function": one("Lambda::Function", MemorySize=512), "Alias": alias})

    assert quantities(found) == {"provisioned concurrency": 730 * 3600}


@pytest.mark.parametrize(
    ("settings", "features"),
    [
        ({"Type": "HTTP"}, 0),
        ({"Type": "HTTPS"}, 1),
        ({"Type": "HTTPS_STR_MATCH", "RequestInterval": 10, "MeasureLatency": True}, 4),
        ({"Type": "CALCULATED"}, 0),
    ],
)
def test_a_health_check_is_charged_with_its_features(
    settings: dict[str, object], features: int, tmp_path: Path
) -> None:  # CV-16
    found = costs(tmp_path, {"Check": one("Route53::HealthCheck", HealthCheckConfig=settings)})

    assert found.usd == pytest.approx(0.50 + features)


def test_what_has_no_price_is_named_and_not_counted_as_nothing(tmp_path: Path) -> None:  # CV-14
    found = costs(
        tmp_path,
        {
            "Database": one("RDS::DBInstance"),
            "Other": one("RDS::DBInstance"),
            "Function": one("Lambda::Function"),
            "Role": one("IAM::Role"),
            "Vpn": one("EC2::VPNConnection"),
        },
    )

    assert found.not_priced == {"AWS::EC2::VPNConnection": 1, "AWS::RDS::DBInstance": 2}
    assert found.by_use == {"AWS::Lambda::Function": 1}
    assert found.usd == 0


def test_each_stack_has_its_own_bill(tmp_path: Path) -> None:  # CV-14
    found = costs(
        tmp_path, {"Key": one("KMS::Key")}, {"Key": one("KMS::Key"), "Zone": one("Route53::HostedZone")}, {}
    )

    assert {path: sum(one.usd for one in bill) for path, bill in found.stacks.items()} == {
        "Stack0": 1.0,
        "Stack1": 1.5,
        "Stack2": 0,
    }
    assert quantities(found) == {"encryption keys": 2, "hosted zones": 1}


def test_alarms_cost_what_the_alarm_set_says(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    stack = cdk.Stack(app, "Shop", env=cdk.Environment(region="eu-west-1"))
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "handler.py").write_text("def handler(event, context): pass\n")
    function = EnhancedLambda(stack, "Checkout", entry=tmp_path / "code")
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
    alarms.watch(function)
    app.synth()

    of_alarms = [charge.usd for charge in StandingCosts.of(tmp_path).charges if "alarm" in charge.what]
    assert sum(of_alarms) == pytest.approx(alarms.monthly_cost)
    assert alarms.monthly_cost > 0


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(sorted(METERS)), max_size=6))
def test_more_never_costs_less(tmp_path_factory: pytest.TempPathFactory, kinds: list[str]) -> None:
    resources = {f"R{number}": {"Type": kind} for number, kind in enumerate(kinds)}
    folder = tmp_path_factory.mktemp("assembly")

    bills = [costs(folder, dict(list(resources.items())[:count])).usd for count in range(len(kinds) + 1)]

    assert bills == sorted(bills)


def test_no_type_is_two_things_at_once() -> None:
    assert BY_USE.isdisjoint(METERS)
    assert not is_free("AWS::RDS::DBInstance")
    assert is_free("AWS::EC2::VPC")


@pytest.mark.parametrize("price", Standing)
def test_every_price_is_positive_and_has_its_page(price: Standing) -> None:
    assert price.value.usd > 0
    assert price.value.page.startswith("https://aws.amazon.com/")


def test_the_command_prints_a_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    costs(tmp_path, {"Key": one("KMS::Key"), "Cache": one("DAX::Cluster"), "Topic": one("SNS::Topic")})

    assert cli.main(["cost", str(tmp_path)]) == 0
    table = capsys.readouterr().out
    assert "encryption keys" in table
    assert "Not priced: DAX::Cluster (1)" in table
    assert "on top: SNS::Topic (1)" in table

    assert cli.main(["cost", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["usd"] == 1.0
    assert printed["stacks"]["Stack0"]["charges"][0]["page"] == "https://aws.amazon.com/kms/pricing/"
    assert printed["not_priced"] == {"AWS::DAX::Cluster": 1}


def test_a_folder_that_is_no_assembly_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ArgumentError, match="this is no readable cloud assembly"):
        StandingCosts.of(tmp_path)

    assert cli.main(["cost", str(tmp_path)]) == 2
    assert "was not counted" in capsys.readouterr().err
