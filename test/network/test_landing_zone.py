"""What one stack publishes about a network is what another one reads."""

import re
from typing import Any

import aws_cdk as cdk
import pytest
from harness import ENV, default_template, function, new_stack, only, resources, synth

from cloud_constructs import Egress, SecureVpc, Tier

PREFIX = "/network/shared"
TIERS = list(Tier)


def published(**arguments: Any) -> dict[str, Any]:
    """Return the parameters that a network publishes."""

    def build(stack: cdk.Stack) -> None:
        SecureVpc(stack, "Vpc", **arguments).publish_to_ssm(PREFIX)

    made = resources(synth(build), "AWS::SSM::Parameter").values()
    return {body["Properties"]["Name"]: body["Properties"]["Value"] for body in made}


def read(**arguments: Any) -> set[str]:
    """Return the names of the parameters that an imported network is made of."""
    vpc = SecureVpc.from_ssm(new_stack(), "Vpc", prefix=PREFIX, **arguments).vpc
    subnets = [*vpc.private_subnets, *vpc.isolated_subnets, *vpc.public_subnets]
    values = [vpc.vpc_id]
    for subnet in subnets:
        values += [subnet.subnet_id, subnet.route_table.route_table_id, subnet.availability_zone]
    return {match for value in values for match in re.findall(r"^\{\{resolve:ssm:(.+)\}\}$", value)}


@pytest.mark.parametrize(
    "arguments",
    [
        {"tiers": TIERS},
        {"tiers": [Tier.PRIVATE, Tier.DATABASE], "egress": Egress.NONE, "availability_zones": 3},
    ],
)
def test_what_is_read_is_what_was_published(arguments: dict[str, Any]) -> None:
    assert read(**arguments) == published(**arguments).keys()


def test_only_the_zones_that_there_are_are_published() -> None:
    values = published(availability_zones=["eu-west-1b", "eu-west-1c"])

    zones = {name: value for name, value in values.items() if name.endswith("availability-zone")}
    assert zones == {
        f"{PREFIX}/1/availability-zone": "eu-west-1b",
        f"{PREFIX}/2/availability-zone": "eu-west-1c",
    }


def test_a_function_stands_in_the_private_subnets_of_the_landing_zone() -> None:
    template = default_template("EnhancedLambda in a landing zone")

    assert only(template, "AWS::Lambda::Function")["VpcConfig"]["SubnetIds"] == [
        f"{{{{resolve:ssm:{PREFIX}/{zone}/private-subnet-id}}}}" for zone in (1, 2)
    ]


@pytest.mark.parametrize("egress", [Egress.ZONAL_NAT, Egress.NONE])
def test_each_tier_is_found_again_by_its_name(egress: Egress) -> None:
    network = SecureVpc.from_ssm(
        new_stack(), "Vpc", prefix=PREFIX, availability_zones=3, tiers=TIERS, egress=egress
    )

    for tier in TIERS:
        name = network.subnets(tier).subnet_group_name
        ids = network.vpc.select_subnets(subnet_group_name=name).subnet_ids
        assert [f"/{zone}/{tier.lower()}-subnet-id" in id for zone, id in enumerate(ids, 1)] == [True] * 3


def test_it_reaches_what_its_owner_says() -> None:
    closed = SecureVpc.from_ssm(new_stack(), "Vpc", prefix=PREFIX, egress=Egress.NONE, endpoints=["sqs"])

    assert [closed.reaches(service) for service in ("s3", "sqs", "sns")] == [True, True, False]
    assert SecureVpc.from_ssm(new_stack(), "Vpc", prefix=PREFIX).reaches("sns")


def test_it_warns_of_nothing() -> None:
    stack = cdk.Stack(cdk.App(), "Test", env=ENV)
    function(stack, vpc=SecureVpc.from_ssm(stack, "Vpc", prefix=PREFIX, tiers=TIERS))

    entries = [entry for construct in stack.node.find_all() for entry in construct.node.metadata]
    assert [entry.data for entry in entries if entry.type == "aws:cdk:warning"] == []
