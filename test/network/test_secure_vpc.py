import json
from typing import Any

import aws_cdk as cdk
import pytest
from harness import Template, default_template, function, new_stack, only, resources, synth, template_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    ArgumentError,
    Egress,
    EncryptionControl,
    EndpointClients,
    Endpoints,
    SecureVpc,
    StackError,
    Tier,
)


def test_by_default_nothing_has_a_public_address() -> None:
    template = default_template("SecureVpc")

    assert len(resources(template, "AWS::EC2::NatGateway")) == 1
    assert resources(template, "AWS::EC2::EIP") == {}
    for subnet in resources(template, "AWS::EC2::Subnet").values():
        assert subnet["Properties"]["MapPublicIpOnLaunch"] is False
        kinds = {tag["Key"]: tag["Value"] for tag in subnet["Properties"]["Tags"]}
        assert kinds["aws-cdk:subnet-type"] in {"Private", "Isolated"}


def test_without_a_way_out_there_is_no_gateway() -> None:
    template = default_template("SecureVpc without a way out")

    assert resources(template, "AWS::EC2::NatGateway") == {}
    assert resources(template, "AWS::EC2::InternetGateway") == {}


def test_zonal_gateways_stand_in_public_subnets() -> None:
    template = default_template("SecureVpc with zonal gateways")

    assert len(resources(template, "AWS::EC2::NatGateway")) == 2
    assert len(resources(template, "AWS::EC2::Subnet")) == 6


def test_flows_are_written_down_encrypted() -> None:
    template = default_template("SecureVpc")
    flow_log = only(template, "AWS::EC2::FlowLog")

    assert (flow_log["TrafficType"], flow_log["MaxAggregationInterval"]) == ("ALL", 60)
    assert "KmsKeyId" in only(template, "AWS::Logs::LogGroup")


def gateway_statements(template: Template) -> list[dict[str, Any]]:
    return [
        statement
        for endpoint in resources(template, "AWS::EC2::VPCEndpoint").values()
        if endpoint["Properties"]["VpcEndpointType"] == "Gateway"
        for statement in endpoint["Properties"]["PolicyDocument"]["Statement"]
    ]


def test_the_private_paths_to_data_serve_this_account_alone_and_no_administration() -> None:
    ours = {"aws:PrincipalAccount": "123456789012", "aws:ResourceAccount": "123456789012"}
    statements = gateway_statements(default_template("SecureVpc"))

    bounded = [statement for statement in statements if "Condition" in statement]
    assert [statement["Condition"] for statement in bounded] == [{"StringEquals": ours}] * 2
    assert not any("*" in action for statement in bounded for action in statement["Action"])


def test_what_aws_publishes_can_be_read_and_not_written() -> None:
    (unbounded,) = (s for s in gateway_statements(default_template("SecureVpc")) if "Condition" not in s)

    assert unbounded["Action"] == "s3:GetObject"
    text = json.dumps(unbounded["Resource"])
    assert "prod-eu-west-1-starport-layer-bucket/*" in text
    assert "al2023-repos-eu-west-1-de612dc2/*" in text
    assert '":s3:::*' not in text


def test_an_organisation_can_be_served_in_place_of_the_account() -> None:
    template = default_template("SecureVpc with everything")
    conditions = [
        statement["Condition"]["StringEquals"]
        for endpoint in resources(template, "AWS::EC2::VPCEndpoint").values()
        for statement in endpoint["Properties"]["PolicyDocument"]["Statement"]
        if "Condition" in statement
    ]

    assert len(conditions) == 2 + 11
    assert all(condition["aws:PrincipalOrgID"] == "o-a1b2c3d4e5" for condition in conditions)
    assert not any("aws:PrincipalAccount" in condition for condition in conditions)


def test_interface_endpoints_share_one_group_that_lets_https_in_from_the_vpc() -> None:
    template = default_template("SecureVpc without a way out")
    group = only(template, "AWS::EC2::SecurityGroup")
    interfaces = [
        body["Properties"]
        for body in resources(template, "AWS::EC2::VPCEndpoint").values()
        if body["Properties"]["VpcEndpointType"] == "Interface"
    ]

    assert len(interfaces) == 5
    for endpoint in interfaces:
        (statement,) = endpoint["PolicyDocument"]["Statement"]
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    assert len({str(endpoint["SecurityGroupIds"]) for endpoint in interfaces}) == 1
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("10.0.0.0/16", 443, 443)


def test_endpoints_may_let_in_nobody_but_what_is_placed_beside_them() -> None:
    stack = new_stack()
    vpc = SecureVpc(stack, "Vpc", endpoints=Endpoints.FUNCTION, endpoint_clients=EndpointClients.PLACED)
    function(stack, "One", vpc=vpc)
    function(stack, "Two", vpc=vpc)
    template = template_of(stack)

    groups = resources(template, "AWS::EC2::SecurityGroup")
    (endpoints,) = (id for id in groups if "EndpointSecurityGroup" in id)
    assert "SecurityGroupIngress" not in groups[endpoints]["Properties"]
    rules = [body["Properties"] for body in resources(template, "AWS::EC2::SecurityGroupIngress").values()]
    assert {rule["SourceSecurityGroupId"]["Fn::GetAtt"][0] for rule in rules} == groups.keys() - {endpoints}
    for rule in rules:
        assert rule["GroupId"]["Fn::GetAtt"][0] == endpoints
        assert (rule["FromPort"], rule["ToPort"]) == (443, 443)


def test_the_default_security_group_is_closed() -> None:
    assert len(resources(default_template("SecureVpc"), "Custom::VpcRestrictDefaultSG")) == 1


def test_zones_can_be_chosen() -> None:
    def build(stack: cdk.Stack) -> None:
        SecureVpc(stack, "Vpc", availability_zones=2, cidr="192.168.0.0/20")

    template = synth(build)
    assert only(template, "AWS::EC2::VPC")["CidrBlock"] == "192.168.0.0/20"
    subnets = resources(template, "AWS::EC2::Subnet").values()
    assert len({str(subnet["Properties"]["AvailabilityZone"]) for subnet in subnets}) == 2


def subnets(**arguments: Any) -> dict[str, str]:
    """Return the addresses of a VPC's subnets by their logical ids."""
    template = synth(lambda stack: SecureVpc(stack, "Vpc", **arguments))
    made = resources(template, "AWS::EC2::Subnet")
    return {id: body["Properties"]["CidrBlock"] for id, body in made.items()}


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([Tier.ISOLATED, Tier.PUBLIC, Tier.DATABASE]), min_size=1, unique=True),
    st.sampled_from([("10.0.0.0/16", 2), ("10.0.0.0/22", 3), ("172.16.0.0/20", 5)]),
)
def test_a_further_tier_zone_or_way_out_moves_no_subnet(more: list[Tier], size: tuple[str, int]) -> None:
    """Another range would replace the subnet, and every database in it."""
    cidr, zones = size
    names = [f"eu-west-1{letter}" for letter in "abcdef"]
    before = subnets(cidr=cidr, availability_zones=names[:zones], egress=Egress.NONE)

    after = subnets(cidr=cidr, availability_zones=names[: zones + 1], tiers=[Tier.PRIVATE, *more])

    assert len(after) == (zones + 1) * (1 + len(more))
    assert before.items() <= after.items()


def test_tiers_are_what_an_application_asks_for() -> None:  # CV-7, EP-1.1
    template = default_template("SecureVpc with everything")
    kinds = [
        {tag["Key"]: tag["Value"] for tag in subnet["Properties"]["Tags"]}["aws-cdk:subnet-name"]
        for subnet in resources(template, "AWS::EC2::Subnet").values()
    ]

    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(Tier, 3)


def test_databases_have_no_way_out() -> None:
    template = default_template("SecureVpc with everything")
    routes = resources(template, "AWS::EC2::Route")

    assert {tier for tier in Tier if any(f"{tier}Subnet" in id for id in routes)} == {"Private", "Public"}


def test_zones_can_be_named_by_id() -> None:
    made = resources(default_template("SecureVpc with everything"), "AWS::EC2::Subnet").values()

    assert {subnet["Properties"]["AvailabilityZoneId"] for subnet in made} == {
        "euw1-az1",
        "euw1-az2",
        "euw1-az3",
    }
    assert not any("AvailabilityZone" in subnet["Properties"] for subnet in made)


def test_zones_can_be_named() -> None:
    template = synth(lambda stack: SecureVpc(stack, "Vpc", availability_zones=["eu-west-1b", "eu-west-1c"]))

    zones = [s["Properties"]["AvailabilityZone"] for s in resources(template, "AWS::EC2::Subnet").values()]
    assert set(zones) == {"eu-west-1b", "eu-west-1c"}


def test_three_zones_need_a_stack_that_says_where_it_is() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")
    with pytest.raises(StackError, match=r"Anywhere/Vpc: 3 zones .* CDK finds 2.*or name the zones"):
        SecureVpc(stack, "Vpc", availability_zones=3)


def test_with_ipv6_the_private_tier_leaves_through_a_gateway_that_lets_nothing_in() -> None:
    template = default_template("SecureVpc with everything")
    (gateway,) = resources(template, "AWS::EC2::EgressOnlyInternetGateway")
    out = [
        id
        for id, route in resources(template, "AWS::EC2::Route").items()
        if route["Properties"].get("EgressOnlyInternetGatewayId") == {"Ref": gateway}
    ]

    assert len(out) == 3
    assert all("Private" in id for id in out)


def test_a_group_lets_https_out_by_both_protocols() -> None:
    def build(stack: cdk.Stack) -> None:
        vpc = SecureVpc(stack, "Vpc", ip_protocol=cdk.aws_ec2.IpProtocol.DUAL_STACK)
        vpc.group_with_https_out(stack, "Group", "A task")

    egress = only(synth(build), "AWS::EC2::SecurityGroup")["SecurityGroupEgress"]
    assert [rule.get("CidrIp") or rule.get("CidrIpv6") for rule in egress] == ["0.0.0.0/0", "::/0"]
    assert {(rule["FromPort"], rule["ToPort"]) for rule in egress} == {(443, 443)}


def test_enforced_encryption_spares_the_ways_that_the_vpc_itself_takes() -> None:
    control = only(default_template("SecureVpc with everything"), "AWS::EC2::VPCEncryptionControl")

    assert control["Mode"] == "enforce"
    assert {name for name, value in control.items() if value == "enable"} == {
        "EgressOnlyInternetGatewayExclusionInput",
        "InternetGatewayExclusionInput",
        "NatGatewayExclusionInput",
    }


def test_watched_encryption_spares_nothing() -> None:
    def build(stack: cdk.Stack) -> None:
        SecureVpc(stack, "Vpc", encryption_control=EncryptionControl.monitor())

    assert set(only(synth(build), "AWS::EC2::VPCEncryptionControl")) == {"Mode", "VpcId"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, 2 * (0.045 + 0.005) * 730),
        ({"egress": Egress.ZONAL_NAT, "availability_zones": 3}, 3 * (0.045 + 0.005) * 730),
        ({"egress": Egress.NONE}, 0),
        ({"egress": Egress.NONE, "endpoints": Endpoints.FUNCTION}, 5 * 2 * 0.01 * 730),
        ({"egress": Egress.NONE, "endpoints": Endpoints.FUNCTION, "endpoint_zones": 1}, 5 * 0.01 * 730),
    ],
)
def test_the_floor_of_the_cost_is_said(arguments: dict[str, Any], expected: float) -> None:
    stack = new_stack()
    vpc = SecureVpc(stack, "Vpc", **arguments)
    template = template_of(stack)

    nat = resources(template, "AWS::EC2::NatGateway")
    assert len(vpc.nat_gateways) == len(nat)
    assert vpc.monthly_cost_floor == pytest.approx(expected)
    (said,) = (entry.data for entry in vpc.node.metadata if entry.type == "aws:cdk:info")
    assert f"costs {expected:.2f} USD a month" in said


def test_it_knows_which_services_it_reaches() -> None:
    closed = SecureVpc(new_stack(), "Vpc", egress=Egress.NONE, endpoints=("sqs", "ecr.api", "monitoring"))
    reached = ("s3", "dynamodb", "sqs", "cloudwatch")

    assert all(closed.reaches(service) for service in reached)
    assert not any(closed.reaches(service) for service in ("sns", "ecr", "bedrock"))
    assert SecureVpc(new_stack(), "Vpc").reaches("anything")


def test_endpoints_stand_in_the_private_tier_of_as_many_zones_as_are_paid_for() -> None:
    template = default_template("SecureVpc with everything")
    for endpoint in resources(template, "AWS::EC2::VPCEndpoint").values():
        if endpoint["Properties"]["VpcEndpointType"] == "Interface":
            (subnet,) = endpoint["Properties"]["SubnetIds"]
            assert "PrivateSubnet1" in subnet["Ref"]


def test_gateways_and_endpoints_are_watched() -> None:
    def build(stack: cdk.Stack) -> None:
        vpc = SecureVpc(stack, "Vpc", egress=Egress.ZONAL_NAT, endpoints=["sqs"])
        AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts")).watch(vpc)

    made = [body["Properties"] for body in resources(synth(build), "AWS::CloudWatch::Alarm").values()]
    dimensions = {
        alarm["MetricName"]: {entry["Name"]: entry["Value"] for entry in alarm["Dimensions"]}
        for alarm in made
        if "MetricName" in alarm
    }

    assert len([alarm for alarm in made if alarm.get("MetricName") == "ErrorPortAllocation"]) == 2
    assert "NATGateway" in str(dimensions["ErrorPortAllocation"]["NatGatewayId"])
    assert dimensions["PacketsDropped"]["Service Name"] == "com.amazonaws.eu-west-1.sqs"


def test_a_tier_that_is_not_there_is_told() -> None:
    with pytest.raises(ArgumentError, match="there is no tier PUBLIC"):
        SecureVpc(new_stack(), "Vpc").subnets(Tier.PUBLIC)
