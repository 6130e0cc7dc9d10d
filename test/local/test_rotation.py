"""Rotation in the engine: Secrets Manager calls a function four times and moves no label itself."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from local.assemblies import python_function, write_assembly
from local.processes import eventually

from cloud_constructs.local import Deployment, Embedded, Level

pytestmark = pytest.mark.embedded

# Counts up; fails in the step that its parameter names.
FUNCTION = """
import boto3, json
def handler(event, context):
    secrets, ssm = boto3.client("secretsmanager"), boto3.client("ssm")
    step, secret, token = event["Step"], event["SecretId"], event["ClientRequestToken"]
    if step == ssm.get_parameter(Name="/fails-in")["Parameter"]["Value"]:
        raise RuntimeError(step)
    stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    if step == "createSecret":
        try:
            secrets.get_secret_value(SecretId=secret, VersionId=token)
        except secrets.exceptions.ResourceNotFoundException:
            now = int(secrets.get_secret_value(SecretId=secret)["SecretString"])
            secrets.put_secret_value(SecretId=secret, ClientRequestToken=token, SecretString=str(now + 1),
                VersionStages=["AWSPENDING"])
    if step == "finishSecret":
        (now,) = [version for version, labels in stages.items() if "AWSCURRENT" in labels]
        secrets.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT",
            MoveToVersionId=token, RemoveFromVersionId=now)
"""


def deploy(aws: Embedded, folder: Path, **schedule: Any) -> tuple[Deployment, str]:
    name = f"rotated-{uuid.uuid4().hex[:8]}"
    template = {
        "Resources": {
            "Function": python_function(FUNCTION, name),
            "Secret": {
                "Type": "AWS::SecretsManager::Secret",
                "Properties": {"Name": name, "SecretString": "1"},
            },
            "Schedule": {
                "Type": "AWS::SecretsManager::RotationSchedule",
                "Properties": {"SecretId": {"Ref": "Secret"}, "RotateImmediatelyOnUpdate": False} | schedule,
            },
        }
    }
    aws.clients("ssm").put_parameter(Name="/fails-in", Value="nowhere", Type="String", Overwrite=True)
    return aws.deploy(write_assembly(folder, {f"Stack-{name}": template})), name


@pytest.fixture(name="secret")
def deployed_secret(aws: Embedded, tmp_path: Path) -> str:
    rules = {"AutomaticallyAfterDays": 30}
    deployment, name = deploy(
        aws, tmp_path, RotationLambdaARN={"Fn::GetAtt": ["Function", "Arn"]}, RotationRules=rules
    )
    (schedule,) = (
        entry
        for entry in deployment.report.levels[Level.DONE_BY_DEPLOYER]
        if entry.type == "AWS::SecretsManager::RotationSchedule"
    )
    assert schedule.path.endswith("Schedule")
    return name


def value(aws: Embedded, secret: str, **version: str) -> str:
    return str(aws.clients("secretsmanager").get_secret_value(SecretId=secret, **version)["SecretString"])


def described(aws: Embedded, secret: str) -> dict[str, Any]:
    return dict(aws.clients("secretsmanager").describe_secret(SecretId=secret))


def rotate(aws: Embedded, secret: str, **more: Any) -> str:
    return str(aws.clients("secretsmanager").rotate_secret(SecretId=secret, **more)["VersionId"])


def fail_in(aws: Embedded, step: str) -> None:
    aws.clients("ssm").put_parameter(Name="/fails-in", Value=step, Type="String", Overwrite=True)


def test_the_schedule_is_set_and_nothing_rotates_at_once(aws: Embedded, secret: str) -> None:
    found = described(aws, secret)
    assert found["RotationEnabled"] is True
    assert found["RotationRules"] == {"AutomaticallyAfterDays": 30}
    assert "LastRotatedDate" not in found
    assert value(aws, secret) == "1"


def test_four_steps_make_the_new_version_the_current_one(aws: Embedded, secret: str) -> None:
    before = next(iter(described(aws, secret)["VersionIdsToStages"]))
    token = rotate(aws, secret)
    eventually(lambda: "LastRotatedDate" in described(aws, secret))
    stages = described(aws, secret)["VersionIdsToStages"]
    assert "AWSCURRENT" in stages[token]
    assert stages[before] == ["AWSPREVIOUS"]
    assert (value(aws, secret), value(aws, secret, VersionStage="AWSPREVIOUS")) == ("2", "1")


@pytest.mark.parametrize("step", ["createSecret", "testSecret", "finishSecret"])
def test_a_step_that_fails_ends_it_and_the_next_request_goes_on_with_the_same_version(
    aws: Embedded, secret: str, step: str
) -> None:
    fail_in(aws, step)
    token = rotate(aws, secret)
    eventually(lambda: f"failed in {step}" in aws.engine.log.read_text())
    assert value(aws, secret) == "1"
    assert described(aws, secret)["VersionIdsToStages"][token] == ["AWSPENDING"]
    fail_in(aws, "nowhere")
    with pytest.raises(ClientError, match="That rotation will be reattempted"):
        rotate(aws, secret)
    eventually(lambda: value(aws, secret) == "2")
    assert "AWSCURRENT" in described(aws, secret)["VersionIdsToStages"][token]


def test_a_version_that_is_only_begun_has_no_value(aws: Embedded, secret: str) -> None:
    fail_in(aws, "createSecret")
    token = rotate(aws, secret)
    with pytest.raises(ClientError, match="can't find"):
        value(aws, secret, VersionId=token)


def test_a_version_with_a_value_never_changes(aws: Embedded, secret: str) -> None:
    put = aws.clients("secretsmanager").put_secret_value
    token = str(uuid.uuid4())
    for _ in range(2):
        answer = put(SecretId=secret, ClientRequestToken=token, SecretString="5")
        assert (answer["VersionId"], answer["VersionStages"]) == (token, ["AWSCURRENT"])
    with pytest.raises(ClientError, match="ResourceExistsException"):
        put(SecretId=secret, ClientRequestToken=token, SecretString="6")
    assert value(aws, secret) == "5"


def test_a_secret_without_a_function_cannot_be_rotated(aws: Embedded, tmp_path: Path) -> None:
    hosted = {"HostedRotationLambda": {"RotationType": "PostgreSQLSingleUser"}}
    deployment, name = deploy(aws, tmp_path, **hosted)
    kinds = [entry.type for entry in deployment.report.levels[Level.NOT_EMULATED]]
    assert kinds == ["AWS::SecretsManager::RotationSchedule"]
    with pytest.raises(ClientError, match="no rotation function"):
        rotate(aws, name)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        rotate(aws, f"{name}-none")


def test_the_event_is_the_one_that_secrets_manager_sends(aws: Embedded, tmp_path: Path) -> None:
    _, name = deploy(aws, tmp_path, RotationLambdaARN={"Fn::GetAtt": ["Function", "Arn"]})
    said = "import boto3, json\ndef handler(event, context):\n    ssm = boto3.client('ssm')\n"
    said += "    ssm.put_parameter(Name='/event', Value=json.dumps(event), Type='String', Overwrite=True)\n"
    _, other = name, f"{name}-echo"
    deploy_echo = {"Resources": {"Echo": python_function(said, other)}}
    aws.deploy(write_assembly(tmp_path / "echo", {f"Echo-{name}": deploy_echo}))
    arn = aws.clients("lambda").get_function(FunctionName=other)["Configuration"]["FunctionArn"]
    token = rotate(aws, name, RotationLambdaARN=arn, ClientRequestToken="t" * 32)
    assert token == "t" * 32
    eventually(lambda: "LastRotatedDate" in described(aws, name))
    event = json.loads(aws.clients("ssm").get_parameter(Name="/event")["Parameter"]["Value"])
    assert event == {
        "Step": "finishSecret",
        "SecretId": described(aws, name)["ARN"],
        "ClientRequestToken": token,
    }
