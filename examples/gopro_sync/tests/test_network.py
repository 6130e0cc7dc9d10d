"""The network: which stages have one, and who reaches what in it."""

from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync

ENV = cdk.Environment(account="123456789012", region="eu-west-1")
FUNCTIONS = {"Authenticator", "Lister", "Downloader"}


@cache
def template(stage: str) -> dict[str, Any]:
    app = cdk.App(context={"stage": stage})
    GoProSync(app, "GoProSync", env=ENV)
    return app.synth().get_stack_by_name("GoProSync").template


def of_type(stage: str, kind: str) -> dict[str, dict[str, Any]]:
    resources = template(stage)["Resources"].items()
    return {id: body["Properties"] for id, body in resources if body["Type"] == kind}


def functions(stage: str) -> dict[str, dict[str, Any]]:
    found = of_type(stage, "AWS::Lambda::Function")
    return {name: body for name in FUNCTIONS for id, body in found.items() if id.startswith(name)}


def test_development_has_no_network() -> None:  # GS-3.3
    assert of_type("dev", "AWS::EC2::VPC") == {}
    assert [body for body in functions("dev").values() if "VpcConfig" in body] == []


@pytest.mark.parametrize("stage", ["staging", "prod"])
def test_elsewhere_the_functions_stand_in_private_subnets_of_two_zones(stage: str) -> None:  # GS-3.3
    subnets = of_type(stage, "AWS::EC2::Subnet")

    assert len(functions(stage)) == len(FUNCTIONS)
    for body in functions(stage).values():
        there = [subnets[subnet["Ref"]] for subnet in body["VpcConfig"]["SubnetIds"]]
        assert len({str(subnet["AvailabilityZone"]) for subnet in there}) == 2
        assert not any(subnet["MapPublicIpOnLaunch"] for subnet in there)


def test_the_provider_is_reached_through_nat_and_aws_through_endpoints() -> None:  # GS-3.3
    endpoints = of_type("prod", "AWS::EC2::VPCEndpoint").values()
    names = {
        kind: {
            str(body["ServiceName"]).rpartition(".")[2].strip("'[]{}")
            for body in endpoints
            if body["VpcEndpointType"] == kind
        }
        for kind in ("Gateway", "Interface")
    }

    assert len(of_type("prod", "AWS::EC2::NatGateway")) == 1
    assert names["Gateway"] == {"s3", "dynamodb"}
    assert names["Interface"] == {"secretsmanager", "logs", "kms", "sns", "sqs"}


def test_https_leaves_the_functions_and_nothing_enters_them() -> None:  # GS-3.3
    groups = of_type("prod", "AWS::EC2::SecurityGroup")
    for body in functions("prod").values():
        (group,) = (groups[group["Fn::GetAtt"][0]] for group in body["VpcConfig"]["SecurityGroupIds"])
        (out,) = group["SecurityGroupEgress"]
        assert (out["IpProtocol"], out["FromPort"], out["ToPort"]) == ("tcp", 443, 443)
        assert "SecurityGroupIngress" not in group


def test_nothing_but_the_functions_reaches_the_endpoints() -> None:  # GS-3.3
    endpoints = of_type("prod", "AWS::EC2::VPCEndpoint").values()
    (theirs,) = {group["Fn::GetAtt"][0] for body in endpoints for group in body.get("SecurityGroupIds", [])}
    rules = of_type("prod", "AWS::EC2::SecurityGroupIngress").values()
    ours = {
        group["Fn::GetAtt"][0]
        for body in of_type("prod", "AWS::Lambda::Function").values()
        for group in body.get("VpcConfig", {}).get("SecurityGroupIds", [])
    }

    assert "SecurityGroupIngress" not in of_type("prod", "AWS::EC2::SecurityGroup")[theirs]
    assert {rule["GroupId"]["Fn::GetAtt"][0] for rule in rules} == {theirs}
    assert {rule["SourceSecurityGroupId"]["Fn::GetAtt"][0] for rule in rules} == ours
    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in rules} == {("tcp", 443, 443)}


def test_nat_and_endpoints_are_watched() -> None:  # GS-3.3 GS-10
    alarms = of_type("prod", "AWS::CloudWatch::Alarm").values()
    watched = [alarm["Namespace"] for alarm in alarms if "Namespace" in alarm]

    assert "AWS/NATGateway" in watched
    assert len([name for name in watched if name == "AWS/PrivateLinkEndpoints"]) >= 5
