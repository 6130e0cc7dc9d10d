"""What the functions load before they are asked for anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import downloader
import pytest

FUNCTIONS = Path(downloader.__file__).parent
LOADED = (
    "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(list(sys.modules)))"
)
WAITS_FOR_THE_FIRST_CONNECTION = {"http.client", "ssl", "socket", "email"}
NOT_ON_THIS_PATH = {"asyncio", "boto3", "botocore", "requests", "unittest", "urllib3", "uuid", "xml"}


@pytest.mark.parametrize("function", ["authenticator", "lister", "downloader"])
def test_a_function_loads_neither_an_sdk_nor_what_it_may_not_need(function):  # GS-5, GS-6, GS-7
    # Without site-packages: whatever the function imports has to be its own or Python's.
    command = [sys.executable, "-S", "-c", LOADED, function]
    environment = {**os.environ, "PYTHONPATH": str(FUNCTIONS)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert loaded & (WAITS_FOR_THE_FIRST_CONNECTION | NOT_ON_THIS_PATH) == set()
    # What is asked for by name really is in the list, so that a wrong name above would be seen.
    assert {"json", "logging", "media_sync.runtime", "urllib.parse"} <= loaded
