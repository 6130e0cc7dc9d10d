"""The first day: the secret is empty, its owner says yes in the browser, and the night copies."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from stand_in import StandIn, press
from stand_in._tokens import CLIENT_ID, CLIENT_SECRET

from cloud_constructs.local.trials import console

from .observation import Deployment
from .sync import first_run, judged

COMMAND = Path(__file__).parents[1] / "authorize.py"
EMPTY = "nothing that could be used"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial's options."""
    parser.add_argument("--provider", default="gopro", metavar="NAME", help="whose owner is asked")


def run(options: argparse.Namespace) -> int:
    """The whole trial; returns the exit code."""
    aws = Deployment(options.provider)
    secrets, secret = aws.client("secretsmanager"), aws["CredentialsSecretArn"]
    with (
        small_library() as folder,
        StandIn(folder, provider=aws.provider) as stand_in,
        client_in_parameter_store(aws) as parameter,
    ):
        secrets.put_secret_value(SecretId=secret, SecretString=EMPTY)
        wrong: list[str] = []
        command = ["--provider", aws.provider, "--secret", secret, "--client-from-parameter", parameter]
        command += ["--api-url", stand_in.url, "--no-browser"]
        if (
            authorize(command, "deny") != 1
            or secrets.get_secret_value(SecretId=secret)["SecretString"] != EMPTY
        ):
            wrong.append("the owner said no, and something else happened than nothing")
        if authorize(command, "allow") != 0:
            wrong.append("the owner said yes, and the command failed")
        checks, wrong_with_run = first_run(aws, stand_in, None)
    return judged(checks, wrong + wrong_with_run)


def authorize(options: list[str], decision: Literal["allow", "deny"]) -> int:
    """Runs the command as its user does, and presses a button on the page that it asks to open."""
    console.print(f"$ authorize.py {' '.join(options)}", markup=False)
    with subprocess.Popen(  # noqa: S603 (our own command)
        [sys.executable, str(COMMAND), *options], stdout=subprocess.PIPE, text=True, env=os.environ
    ) as command:
        for line in command.stdout or ():
            console.print(f"  {line.rstrip()}", markup=False, soft_wrap=True)
            if line.startswith("http://"):
                console.print(f"  (the owner opens it, and presses {decision})")
                press(line.strip(), decision)
        return command.wait()


@contextmanager
def client_in_parameter_store(aws: Deployment) -> Generator[str]:
    """The client as whoever registered it has stored it."""
    ssm, name = aws.client("ssm"), f"/trial-{uuid.uuid4().hex[:8]}/client"
    client = json.dumps({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
    ssm.put_parameter(Name=name, Value=client, Type="SecureString")
    try:
        yield name
    finally:
        ssm.delete_parameter(Name=name)


@contextmanager
def small_library() -> Generator[Path]:
    """A few files: what matters here is whether they come at all."""
    with tempfile.TemporaryDirectory(prefix="gopro-sync-") as name:
        for number in range(1, 4):
            Path(name, f"GX01000{number}.MP4").write_bytes(bytes([number]) * 1_000_000)
        yield Path(name)
