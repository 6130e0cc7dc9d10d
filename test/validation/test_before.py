"""What would make a deployment fail, asked before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guardrails.assemblies import write_assembly
from validation.conftest import Deployed

from cloud_constructs import cli
from cloud_constructs.local import Embedded
from cloud_constructs.validation import Aws, Result, Verdict, validate_before

pytestmark = pytest.mark.embedded

TOO_OLD = {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]}
BOOTSTRAPPED = {
    "Parameters": {
        "BootstrapVersion": {
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": "/cdk-bootstrap/hnb659fds/version",
        }
    },
    "Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": TOO_OLD}]}},
}
RESOURCES = {
    "Sender": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "example.com"}},
    "Busy": {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 5}},
    "Recorder": {"Type": "AWS::Config::ConfigurationRecorder", "Properties": {}},
}


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with Embedded() as embedded:
        yield embedded


@pytest.fixture
def version(aws: Embedded) -> None:
    aws.clients("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True
    )


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    return write_assembly(tmp_path, BOOTSTRAPPED | {"Resources": RESOURCES})


def before(aws: Embedded, assembly: Path) -> dict[str, Result]:
    asked = Aws(lambda service, _: aws.clients(service), region="eu-west-1")
    return {result.claim: result for result in validate_before(assembly, asked).results}


def test_nothing_is_in_the_way(aws: Embedded, version: None, assembly: Path) -> None:  # AS-13
    found = before(aws, assembly)

    assert {result.verdict for result in found.values()} == {Verdict.OK}, found
    assert set(found) == {
        "is in the account of the credentials",
        "can be deployed now",
        "is bootstrapped",
        "has enough concurrency for functions",
        "may send mail to anybody",
        "has no other recorder of AWS Config",
    }


@pytest.mark.parametrize(
    ("value", "why"),
    [("", "nobody has bootstrapped it"), ("5", "its bootstrap stack is of version 5, too old for Stack0")],
)
def test_no_bootstrap_stack(aws: Embedded, version: None, assembly: Path, value: str, why: str) -> None:
    ssm, name = aws.clients("ssm"), "/cdk-bootstrap/hnb659fds/version"
    if value:
        ssm.put_parameter(Name=name, Value=value, Type="String", Overwrite=True)
    else:
        ssm.delete_parameter(Name=name)

    result = before(aws, assembly)["is bootstrapped"]

    assert (result.verdict, why in result.why) == (Verdict.FAILED, True)
    assert result.mend == "npx aws-cdk bootstrap aws://123456789012/eu-west-1"


def test_another_account(aws: Embedded, version: None, tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, {"Resources": RESOURCES}, account="111122223333")

    result = before(aws, assembly)["is in the account of the credentials"]

    assert (result.verdict, "belongs to account 111122223333" in result.why) == (Verdict.FAILED, True)


def test_too_much_is_reserved(aws: Embedded, version: None, tmp_path: Path) -> None:
    greedy: dict[str, Any] = {
        "Busy": {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 100_000}}
    }

    result = before(aws, write_assembly(tmp_path, {"Resources": greedy}))[
        "has enough concurrency for functions"
    ]

    assert result.verdict is Verdict.FAILED
    assert "reserve 100000 of" in result.why


def test_another_recorder(tmp_path: Path) -> None:
    recorder = {"name": "theirs", "roleARN": "arn:aws:iam::123456789012:role/config"}
    with Embedded() as own:  # which forgets no recorder
        own.clients("config").put_configuration_recorder(ConfigurationRecorder=recorder)
        found = before(own, write_assembly(tmp_path, {"Resources": RESOURCES}))

    result = found["has no other recorder of AWS Config"]
    assert (result.verdict, result.why) == (Verdict.FAILED, "there is theirs already")


@pytest.mark.parametrize(
    ("status", "mend"),
    [
        ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name Stack0"),
        ("UPDATE_IN_PROGRESS", "wait until it has ended"),
    ],
)
def test_a_stack_that_is_stuck(assembly: Path, status: str, mend: str) -> None:
    """No embedded stack can be brought into these states: CloudFormation's answer is given instead."""

    class Client:
        def can_paginate(self, _: str) -> bool:
            return False

        def get_caller_identity(self) -> dict[str, str]:
            return {"Account": "123456789012"}

        def describe_stacks(self, **_: str) -> dict[str, Any]:
            return {"Stacks": [{"StackStatus": status}]}

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(name)

    aws = Aws(lambda service, region: Client(), region="eu-west-1")
    plain = write_assembly(assembly, {"Resources": {}})
    found = {result.claim: result for result in validate_before(plain, aws).results}

    assert found["can be deployed now"].why == f"it is {status}"
    assert found["can be deployed now"].mend == mend


def test_on_the_command_line(
    app: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # AS-13
    for name, value in app.aws.clients.environment().items():
        monkeypatch.setenv(name, value)

    assert cli.main(["validate", str(app.assembly), "--before", "--all"]) == 0

    assert "aws://123456789012/eu-west-1 (environment): is bootstrapped" in capsys.readouterr().out
