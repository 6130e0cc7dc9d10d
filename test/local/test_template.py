"""Pure functions on templates."""

import copy

import pytest

from cloud_constructs.local._adapt.rewrite import (
    drop,
    not_emulated,
    with_literal_vpc_ranges,
    with_short_timeouts,
    with_stack_outputs,
)
from cloud_constructs.local._assembly.template import construct_path, references

STAND_IN = not_emulated("Nat", "AWS::EC2::NatGateway", "123456789012", "eu-west-1")
ARN = "arn:aws:ec2:eu-west-1:123456789012:not-emulated/Nat"


def dropped(value: object) -> object:
    """Return a property after the resource that it refers to was dropped."""
    template = {"Resources": {"Nat": {"Type": "T"}, "Other": {"Type": "T", "Properties": {"P": value}}}}
    return drop(template, "Nat", STAND_IN)["Resources"]["Other"]["Properties"]["P"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Nat"}, "not-emulated-Nat"),
        ({"Fn::GetAtt": ["Nat", "Arn"]}, ARN),
        ({"Fn::GetAtt": "Nat.Arn"}, ARN),
        ({"Fn::GetAtt": ["Nat", "Id"]}, "not-emulated-Nat"),
        (
            {"Fn::Sub": "x-${Nat}-${Nat.Arn}-${Other}-${!Nat}"},
            {"Fn::Sub": f"x-not-emulated-Nat-{ARN}-${{Other}}-${{!Nat}}"},
        ),
        (
            {"Fn::Sub": ["${V}-${Nat}", {"V": {"Ref": "Nat"}}]},
            {"Fn::Sub": ["${V}-not-emulated-Nat", {"V": "not-emulated-Nat"}]},
        ),
        ({"Fn::Join": ["-", ["a", {"Ref": "Nat"}]]}, {"Fn::Join": ["-", ["a", "not-emulated-Nat"]]}),
        ({"Fn::Select": [0, {"Fn::GetAtt": ["Nat", "Ids"]}]}, "not-emulated-Nat"),
        ({"Fn::Select": [0, {"Fn::Split": ["/", {"Ref": "Nat"}]}]}, "not-emulated-Nat"),
        ([{"Ref": "Nat"}, {"Ref": "Kept"}], [{"Ref": "Kept"}]),
        ([{"Ref": "Nat"}], ["not-emulated-Nat"]),
        ({"Deep": [{"Ref": "Nat", "More": 1}]}, {"Deep": [{"Ref": "Nat", "More": 1}]}),
        ({"Ref": "Kept"}, {"Ref": "Kept"}),
    ],
)
def test_a_reference_to_a_dropped_resource_becomes_a_literal_that_says_so(
    value: object, expected: object
) -> None:
    assert dropped(value) == expected


@pytest.mark.parametrize(
    ("before", "after"), [("Nat", None), (["Nat"], None), (["Nat", "Kept"], ["Kept"]), ("Kept", ["Kept"])]
)
def test_nothing_depends_on_a_dropped_resource(before: object, after: object) -> None:
    template = {"Resources": {"Nat": {"Type": "T"}, "Other": {"Type": "T", "DependsOn": before}}}
    assert drop(template, "Nat", STAND_IN)["Resources"]["Other"].get("DependsOn") == after


def test_outputs_are_literal_too_and_the_given_template_is_left_alone() -> None:
    template = {
        "Resources": {"Nat": {"Type": "T"}},
        "Outputs": {"O": {"Value": {"Ref": "Nat"}, "Export": {"Name": "e"}}},
    }
    before = copy.deepcopy(template)
    changed = drop(template, "Nat", STAND_IN)
    assert changed["Outputs"] == {"O": {"Value": "not-emulated-Nat", "Export": {"Name": "e"}}}
    assert changed["Resources"] == {}
    assert template == before


def test_references_are_found_wherever_they_stand() -> None:
    value = {
        "a": [{"Ref": "A"}, {"Fn::GetAtt": ["B", "Arn"]}],
        "b": {"Fn::Sub": ["${C} ${D.Arn} ${!E} ${F}", {"F": {"Ref": "G"}}]},
        "c": "Ref",
    }
    assert references(value) >= {"A", "B", "C", "D", "G"}
    assert not references(value) & {"E", "!E"}


def test_the_range_of_a_vpc_is_literal() -> None:
    template = {
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Group": {
                "Type": "T",
                "Properties": {
                    "Range": {"Fn::GetAtt": ["Vpc", "CidrBlock"]},
                    "Vpc": {"Ref": "Vpc"},
                    "Default": {"Fn::GetAtt": ["Vpc", "DefaultSecurityGroup"]},
                },
            },
        }
    }
    assert with_literal_vpc_ranges(template)["Resources"]["Group"]["Properties"] == {
        "Range": "10.0.0.0/16",
        "Vpc": {"Ref": "Vpc"},
        "Default": {"Fn::GetAtt": ["Vpc", "DefaultSecurityGroup"]},
    }


def test_only_custom_resources_get_a_short_timeout() -> None:
    template = {"Resources": {"C": {"Type": "Custom::X"}, "D": {"Type": "AWS::SQS::Queue"}}}
    changed = with_short_timeouts(template, 7)["Resources"]
    assert changed == {
        "C": {"Type": "Custom::X", "Properties": {"ServiceTimeout": 7}},
        "D": {"Type": "AWS::SQS::Queue"},
    }


def test_a_weak_reference_to_another_stack_becomes_its_value() -> None:
    reference = {"Fn::GetStackOutput": {"StackName": "Base", "OutputName": "Name"}}
    template = {"Resources": {"A": {"Type": "T", "Properties": {"P": [reference]}}}}
    resolved = with_stack_outputs(template, {"Base": {"Name": "value"}})
    assert resolved["Resources"]["A"]["Properties"] == {"P": ["value"]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("S/Bucket/Resource", "S/Bucket"),
        ("S/Call/Resource/Default", "S/Call"),
        ("S/Vpc/DefaultRoute", "S/Vpc/DefaultRoute"),
        (None, "S/Logical"),
    ],
)
def test_a_construct_is_named_as_its_author_knows_it(path: str | None, expected: str) -> None:
    resource = {"Metadata": {"aws:cdk:path": path}} if path else {}
    assert construct_path("S", "Logical", resource) == expected
