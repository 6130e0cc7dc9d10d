"""The commands of runbooks and of the deployment guide, run one after the other as their reader would.

Of a runbook, against an app in which the thing has happened. What needs an account is marked `sh`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from stand_in import Fault, StandIn
from trials.observation import Deployment, Inbox

EXAMPLE = Path(__file__).parent.parent
DOCS = EXAMPLE / "docs"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)

OPEN = ". examples/gopro_sync/docs/runbooks/outputs.sh"
RUN = [OPEN, 'await_run "$(start_run)"']
REDRIVE = 'python examples/gopro_sync/redrive.py --queue "$failures" --function "$downloader" || true'
# Who says yes, in the place of a browser.
OWNER = f"{sys.executable} -c 'import sys; from stand_in import press; press(sys.argv[1], \"allow\")' %s &"
# Version 1 of the AWS CLI takes the endpoint from the environment for every service but SQS.
PREPARED = ["set -euo pipefail", 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }']


def steps_of(page: str) -> list[str]:
    steps = BLOCK.findall((DOCS / page).read_text())
    assert steps
    return steps


def follow(app: Any, steps: list[str], typed: str = "") -> str:
    """Runs commands in one shell, as their reader would; the first that fails ends it."""
    done = subprocess.run(
        ["bash", "-c", "\n".join([*PREPARED, *steps])],
        cwd=EXAMPLE.parents[1],
        env={**app.environment, "POLL_SECONDS": "1", "BROWSER": OWNER, "PYTHONPATH": str(EXAMPLE)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def statuses(app: Any) -> dict[str, str]:
    rows = app.client("dynamodb").scan(TableName=app.outputs["TrackerTableName"])["Items"]
    return {row["media_id"]["S"]: row["status"]["S"] for row in rows if "filename" in row}


class Night:
    """A night in which two of three videos came with a wrong length."""

    def __init__(self) -> None:
        self.wrong_length = Fault("wrong-length", times=None)
        self.no_answers = Fault("429-storm", times=0)

    def get_worse(self) -> None:
        """From now on a run waits for the provider."""
        self.no_answers.times = None

    def heal(self) -> None:
        for fault in (self.wrong_length, self.no_answers):
            fault.times = fault.bites


@pytest.fixture
def night(app: Any, library: Any, request: pytest.FixtureRequest) -> Iterator[Night]:
    night = Night()
    # Each night has videos of its own, because the tracker outlives it.
    files = library(
        {f"{request.node.name}-{video}.mp4": size for video, size in (("a", 10), ("b", 0), ("c", 100))}
    )
    with StandIn(files, [night.wrong_length, night.no_answers]) as stand_in:
        app.connect(stand_in)
        follow(app, RUN)
        yield night


def test_failed_videos(app: Any, night: Night) -> None:  # GS-18 GS-12
    night.heal()

    printed = follow(app, steps_of("runbooks/failed-videos.md"))

    assert printed.count("IntegrityError") == 4
    assert "2 of 2 settled" in printed


def test_dead_letters(app: Any, night: Night) -> None:  # GS-18 GS-12
    received_three_times = [REDRIVE] * 4
    follow(app, [OPEN, *received_three_times])
    night.heal()

    printed = follow(app, steps_of("runbooks/dead-letters.md"))

    assert "2 of 2 settled" in printed
    assert printed.endswith("SUCCEEDED\n")


def test_high_failure_rate(app: Any, night: Night) -> None:  # GS-18
    steps = steps_of("runbooks/high-failure-rate.md")
    night.get_worse()
    at_work = follow(app, [OPEN, "start_run"]).strip()

    printed = follow(app, steps[:3])
    night.heal()
    # A new shell needs what the first step defines.
    printed += follow(app, [steps[0], *steps[3:]])

    stopped = app.client("stepfunctions").describe_execution(executionArn=at_work)
    assert stopped["status"] == "ABORTED"
    assert "2 IntegrityError" in printed
    assert printed.endswith("SUCCEEDED\n")
    schedule = app.client("scheduler").get_schedule(
        Name=app.outputs["ScheduleName"], GroupName=app.outputs["ScheduleGroupName"]
    )
    assert schedule["State"] == "ENABLED"


def test_authentication_failure(app: Any, library: Any) -> None:  # GS-18 GS-3.1
    with StandIn(library({"after-the-password-changed.mp4": 10})) as stand_in:
        used_up = {**stand_in.credentials(), "access_token": "used-up", "refresh_token": "used-up"}
        app.client("secretsmanager").put_secret_value(
            SecretId=app.outputs["CredentialsSecretArn"], SecretString=json.dumps(used_up)
        )
        assert follow(app, RUN) == "FAILED\n"

        printed = follow(app, steps_of("runbooks/authentication-failure.md"))

    assert "AuthenticationFailed" in printed
    assert "used-up" not in printed
    assert printed.endswith("SUCCEEDED\n")


def test_rotation_failure(app: Any, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # GS-18 GS-13
    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)
    refused = Fault("refused-refresh", times=None)
    files = library({"after-the-rotation.mp4": 10})
    with StandIn(files, [refused]) as stand_in, ExitStack() as cleanup:
        inbox = Inbox(Deployment(), cleanup)
        app.connect(stand_in)
        follow(app, [OPEN, 'aws secretsmanager rotate-secret --secret-id "$secret"'])
        assert "rotation of the credentials failed" in inbox.read(expected=True)[0]
        refused.times = refused.bites

        printed = follow(app, steps_of("runbooks/rotation-failure.md"))

    assert "AWSPENDING" in printed
    assert stand_in.tokens.refreshes == 1


def test_the_deployment_guide(app: Any, library: Any) -> None:  # GS-18 GS-3.1
    with StandIn(library({"first-night.mp4": 10})) as stand_in:
        client = stand_in.credentials()
        where = json.dumps({"api_url": stand_in.url})
        app.client("secretsmanager").put_secret_value(
            SecretId=app.outputs["CredentialsSecretArn"], SecretString=where
        )

        printed = follow(
            app, steps_of("deployment.md"), typed=f"{client['client_id']}\n{client['client_secret']}\n"
        )

    assert "holds tokens that work" in printed
    assert client["client_secret"] not in printed
    assert printed.endswith("SUCCEEDED\n")
