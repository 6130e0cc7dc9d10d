"""What the functions load before they are asked: `benchmarks/cold_start` measures what that saves."""

import json
import subprocess
import sys
from pathlib import Path

import downloads
import pytest

FUNCTIONS = Path(downloads.__file__).parent
LOADED = (
    "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(list(sys.modules)))"
)
SDK = {"boto3", "botocore.session", "botocore.client", "requests", "s3transfer"}


@pytest.mark.parametrize(
    ("function", "without"),
    [
        ("uploads", SDK | {"apex.models.answers"}),
        ("downloads", SDK | {"pydantic"}),
        ("email_sender", SDK | {"pydantic"}),
    ],
)
def test_a_function_loads_neither_the_sdk_nor_models_that_it_does_not_ask(  # AS-11
    function: str, without: set[str]
) -> None:
    command = [sys.executable, "-c", LOADED, function]
    environment = {"PYTHONPATH": str(FUNCTIONS), "POWERTOOLS_SERVICE_NAME": "test"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert loaded & without == set()
    # What is asked for by name really is in the list, so that a wrong name above would be seen.
    assert {"apex.aws", "botocore.auth", "urllib3", "aws_lambda_powertools"} <= loaded
