"""A rotation function, deployed with its secret, does the four steps.

The engine's own RotateSecret calls no function, so the test calls it as Secrets Manager does.
"""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import aws_cdk as cdk
import pytest
from harness import ENV

from cloud_constructs import EnhancedLambda, RotatingSecret
from cloud_constructs.local import Deployment, Embedded

pytestmark = pytest.mark.embedded
ROTATION = Path(__file__).parents[1] / "fixtures" / "rotation"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Rotation:
    """A deployed secret and its function, with Secrets Manager's part played."""

    def __init__(self, deployed: Deployment) -> None:
        self.secret = deployed.output("Rotation", "SecretArn")
        self._function = deployed.output("Rotation", "FunctionName")
        self._secrets = deployed.client("secretsmanager")
        self._lambda = deployed.client("lambda")

    def value(self, stage: str) -> str:
        return self._secrets.get_secret_value(SecretId=self.secret, VersionStage=stage)["SecretString"]

    def put_pending(self, token: str, value: str) -> None:
        self._secrets.put_secret_value(
            SecretId=self.secret, ClientRequestToken=token, SecretString=value, VersionStages=["AWSPENDING"]
        )

    def does(self, step: str, token: str) -> bool:
        event = {"Step": step, "SecretId": self.secret, "ClientRequestToken": token}
        answer = self._lambda.invoke(FunctionName=self._function, Payload=json.dumps(event))
        return "FunctionError" not in answer


@pytest.fixture(scope="module")
def rotation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rotation]:
    folder = tmp_path_factory.mktemp("rotation")
    app = cdk.App(outdir=str(folder / "cdk.out"))
    stack = cdk.Stack(app, "Rotation", env=ENV)
    function = EnhancedLambda(stack, "Function", entry=ROTATION)
    secret = RotatingSecret(stack, "Secret", rotate_with=function)
    cdk.CfnOutput(stack, "SecretArn", value=secret.secret_arn)
    cdk.CfnOutput(stack, "FunctionName", value=function.function_name)
    app.synth()
    with Embedded(folder / "engine") as aws:
        yield Rotation(aws.deploy(folder / "cdk.out"))


def test_four_steps_make_a_new_value_current(rotation: Rotation) -> None:  # GS-13
    before, token = rotation.value("AWSCURRENT"), str(uuid.uuid4())
    assert len(before) == 32

    for step in STEPS:
        assert rotation.value("AWSCURRENT") == before
        assert rotation.does(step, token)

    assert rotation.value("AWSCURRENT") != before
    assert rotation.value("AWSPREVIOUS") == before


def test_a_value_that_is_refused_never_becomes_current(rotation: Rotation) -> None:  # GS-13
    before, token = rotation.value("AWSCURRENT"), str(uuid.uuid4())
    rotation.put_pending(token, "refused")

    assert not rotation.does("testSecret", token)

    assert rotation.value("AWSCURRENT") == before
