"""Rules about whole templates, references across stacks, and the tables that rules rest on."""

import json
from pathlib import Path
from typing import Any

import cfnlint
import pytest
from guardrails.assemblies import write_assembly

from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.guardrails._values import UNKNOWN, decided, entries, flatten
from cloud_constructs.guardrails.rules import RULES, RuleBook
from cloud_constructs.guardrails.rules.wildcard_resource import NO_RESOURCE_LEVEL

DATA = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs"


def found(rule: str, folder: Path, *templates: dict[str, Any]) -> list[tuple[str, str]]:
    assembly = Assembly(write_assembly(folder, *templates))
    return [(breach.path, breach.id) for breach in RuleBook([RULES[rule]]).breaches(assembly)]


def outputs(count: int) -> dict[str, Any]:
    return {f"Out{number}": {"Value": "x", "Export": {"Name": f"out-{number}"}} for number in range(count)}


@pytest.mark.parametrize(("count", "expected"), [(20, []), (21, [("Stack0", "CC-StackExports")])])
def test_many_exports_are_found(count: int, expected: list[object], tmp_path: Path) -> None:
    assert found("StackExports", tmp_path, {"Outputs": outputs(count)}) == expected


@pytest.mark.parametrize(("count", "expected"), [(450, []), (451, ["CC-TemplateSize[Resources]"])])
def test_many_resources_are_found(count: int, expected: list[str], tmp_path: Path) -> None:
    resources = {f"Queue{number}": {"Type": "AWS::SQS::Queue"} for number in range(count)}

    assert [id for _, id in found("TemplateSize", tmp_path, {"Resources": resources})] == expected


@pytest.mark.parametrize(("size", "expected"), [(899_000, []), (901_000, ["CC-TemplateSize[bytes]"])])
def test_a_large_template_is_found(size: int, expected: list[str], tmp_path: Path) -> None:
    assert [id for _, id in found("TemplateSize", tmp_path, {"Description": "x" * size})] == expected


def test_a_secret_in_an_output_or_a_default_is_found(tmp_path: Path) -> None:
    template = {
        "Parameters": {"DbPassword": {"Type": "String", "Default": "hunter2"}},
        "Outputs": {"Secret": {"Value": "{{resolve:secretsmanager:shop}}"}},
    }

    assert [id for _, id in found("PlaintextSecret", tmp_path, template)] == [
        "CC-PlaintextSecret[Parameters.DbPassword]",
        "CC-PlaintextSecret[Outputs.Secret]",
    ]


@pytest.mark.parametrize(("name", "expected"), [("table", []), ("other", ["CC-TableBackup"])])
def test_a_companion_in_another_stack_is_seen(name: str, expected: list[str], tmp_path: Path) -> None:
    data = {
        "Resources": {"Table": {"Type": "AWS::DynamoDB::Table"}},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Table", "Arn"]}, "Export": {"Name": "table"}}},
    }
    selection = {"BackupSelection": {"Resources": [{"Fn::ImportValue": name}]}}
    plan = {"Resources": {"Selection": {"Type": "AWS::Backup::BackupSelection", "Properties": selection}}}

    assert [id for _, id in found("TableBackup", tmp_path, data, plan)] == expected


def test_an_account_that_the_stack_leaves_open_is_nobody_s_own(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [statement]}}}
    template = {"Resources": {"Role": role}}

    def rules(account: str) -> int:
        assembly = Assembly(write_assembly(tmp_path, template, account=account))
        return len(list(RuleBook([RULES["TrustPolicy"]]).breaches(assembly)))

    assert (rules("123456789012"), rules("111122223333"), rules("unknown-account")) == (0, 1, 1)


def test_a_policy_that_is_written_as_text_is_read(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*", "Principal": "*"}
    document = json.dumps({"Statement": [statement]})
    policy = {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": document}}

    ids = [id for _, id in found("ResourcePolicyPrincipal", tmp_path, {"Resources": {"Policy": policy}})]
    assert ids == ["CC-ResourcePolicyPrincipal[AWS::*]"]


def test_no_action_of_the_table_can_be_narrowed_to_a_resource() -> None:
    services = json.loads((DATA / "Policies.json").read_text())

    wrong = [
        f"{service}:{action}"
        for service, actions in NO_RESOURCE_LEVEL.items()
        for action in actions.split()
        if services[service]["Actions"][action].get("Resources")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ({"Ref": "AWS::NoValue"}, None),
        ({"Ref": "Parameter"}, UNKNOWN),
        ({"Fn::If": ["A", True, False]}, UNKNOWN),
        ({"Fn::Join": ["-", ["a", "b"]]}, "a-b"),
        ({"Fn::Sub": "plain"}, "plain"),
        ({"Key": 1}, {"Key": 1}),
    ],
)
def test_a_rule_reads_what_is_known_and_nothing_else(value: object, expected: object) -> None:
    assert decided(value) == expected


def test_unknown_entries_are_left_out_of_lists() -> None:
    assert entries([1, {"Ref": "Parameter"}, {"Ref": "AWS::NoValue"}]) == [1]
    assert entries({"Ref": "Parameter"}) == []


def test_texts_are_those_of_cdk_nag() -> None:
    arn = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Fn::GetAtt": ["A", "B"]}, "/*"]]}

    assert flatten(arn) == "arn:<AWS::Partition>:s3:::<A.B>/*"
