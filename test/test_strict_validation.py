"""The one test with CDK's built-in CloudFormation validation on, as errors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# What is tested here is tested there, too, and not an installed copy of it.
PATHS = (str(Path(__file__).parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep))
APP = """
import aws_cdk as cdk
from harness import DEFAULTS, ENV

app = cdk.App(context={"@aws-cdk/core:validateAgainstDefaultRules": True})
for number, (name, build) in enumerate(DEFAULTS.items()):
    build(cdk.Stack(app, f"Stack{number}", env=ENV))
if "--broken" in __import__("sys").argv:
    stack = cdk.Stack(app, "Broken", env=ENV)
    cdk.CfnResource(stack, "Queue", type="AWS::SQS::Queue", properties={"NoSuchProperty": 1})
app.synth()
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)}
    del environment["CDK_VALIDATION"]
    command = [sys.executable, "-c", APP, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.strict_validation
def test_every_construct_is_valid_with_its_defaults() -> None:
    result = run()

    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.strict_validation
def test_the_validation_bites() -> None:
    result = run("--broken")

    assert result.returncode != 0
    assert "NoSuchProperty" in result.stderr
