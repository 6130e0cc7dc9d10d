"""The command line as a user runs it, whatever happens to it."""

import fcntl
import json
import os
import signal
import socket
import threading
from pathlib import Path

import pytest
from local.assemblies import Template, python_function, queue, write_assembly
from local.conftest import CommandLine
from local.processes import eventually, running_in

from cloud_constructs import cli as cli_module
from cloud_constructs.local._command import session

pytestmark = pytest.mark.embedded

SIMPLE: Template = {"Resources": {"Queue": queue("jobs")}, "Outputs": {"Name": {"Value": "jobs"}}}
# A custom resource whose function never answers: the stack hangs until its timeout.
HANGING: Template = {
    "Resources": {
        "F": python_function("def handler(event, context): pass", "silent"),
        "Hanging": {
            "Type": "Custom::Hanging",
            "Properties": {"ServiceToken": {"Fn::GetAtt": ["F", "Arn"]}},
        },
    }
}
SCENARIO = """
import json, os, sys
import boto3
endpoints = json.load(open(os.environ["CLOUD_CONSTRUCTS_ENDPOINTS"]))
queue = endpoints["stacks"]["Simple"]["resources"]["Queue"]
found = boto3.client("sqs").get_queue_url(QueueName=endpoints["stacks"]["Simple"]["outputs"]["Name"])
assert found["QueueUrl"] == queue["physical_id"], found
print("scenario", sys.argv[1:], os.getcwd(), os.environ.get("GITHUB_TOKEN"))
sys.exit(7)
"""
# Starts a process of its own and then does nothing, like a scenario with a server.
STAYING = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])\n"


def app(cli: CommandLine, template: Template = SIMPLE, scenario: str | None = None) -> Path:
    assembly = write_assembly(cli.folder / "app", {"Simple": template})
    if scenario is not None:
        (assembly / "scenario.py").write_text(scenario)
    return assembly


def data_of(assembly: Path) -> Path:
    return assembly / ".cloud-constructs"


def has_endpoint(assembly: Path) -> bool:
    state = data_of(assembly) / "state.json"
    return state.exists() and bool(json.loads(state.read_text())["endpoint_url"])


def is_up(assembly: Path) -> bool:
    return (data_of(assembly) / "endpoints.json").exists()


def test_run_exits_as_its_scenario_does(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "of-the-developer")
    assembly = app(cli, scenario=SCENARIO)
    done = cli("run", assembly, "--fault", "none", "--wait-scale", "0.5", "--media", "here", "--", "--help")
    assert done.returncode == 7, done.stdout + done.stderr
    assert f"scenario ['--fault', 'none', '--media', 'here', '--help'] {cli.folder} None" in done.stdout
    assert "last 0.5 times as long" in done.stdout
    assert "Of all resources 1 run, 0 recorded only" in done.stdout
    assert running_in(cli.folder) == []


def test_run_without_a_scenario_starts_nothing(cli: CommandLine) -> None:
    assembly = app(cli)
    done = cli("run", assembly)
    assert done.returncode == 1
    assert "no scenario.py" in done.stderr
    assert not data_of(assembly).exists()


def test_up_status_update_and_down(cli: CommandLine) -> None:
    assembly = app(cli)
    with cli.started("up", assembly) as up:
        eventually(lambda: is_up(assembly))
        status = json.loads(cli("status", assembly, "--json").stdout)
        assert status["running"] is True
        assert status["stacks"]["Simple"]["outputs"] == {"Name": "jobs"}
        assert "Simple.Name = jobs" in cli("status", assembly).stdout

        again = cli("up", assembly)
        assert again.returncode == 1
        assert f"local down {assembly}" in again.stderr

        app(cli, {"Resources": SIMPLE["Resources"] | {"More": queue("more")}})
        updated = cli("up", assembly, "--update")
        assert updated.returncode == 0, updated.stderr
        after = json.loads((data_of(assembly) / "endpoints.json").read_text())
        assert after["endpoint_url"] == status["endpoint_url"]
        assert set(after["stacks"]["Simple"]["resources"]) == {"Queue", "More"}

        down = cli("down", assembly)
        assert (down.returncode, down.stdout) == (0, f"Stopped {assembly}.\n")
        assert up.wait(timeout=10) == 0
    assert json.loads(cli("status", assembly, "--json").stdout)["running"] is False
    down = cli("down", assembly)
    assert (down.returncode, down.stdout) == (0, f"{assembly} is not running.\n")
    assert "not running" in cli("up", assembly, "--update").stderr


def test_a_look_at_the_state_is_no_obstacle_to_a_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_TAKE_SECONDS", 20.0)
    with (tmp_path / "lock").open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        done = threading.Timer(0.1, fcntl.flock, (looking, fcntl.LOCK_UN))
        done.start()
        with session.Session(tmp_path, tmp_path).held("up"):
            pass
        done.join()


def test_a_port_that_is_taken(cli: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = cli("up", app(cli), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_it_deploys(number: signal.Signals, cli: CommandLine) -> None:
    assembly = app(cli, HANGING)
    with cli.started("up", assembly) as up:
        # Guard, engine, and the function that the deployment waits for.
        eventually(lambda: has_endpoint(assembly) and len(running_in(data_of(assembly))) >= 3)
        assert not is_up(assembly)
        up.send_signal(number)
        assert up.wait(timeout=20) == 128 + number
        assert running_in(cli.folder) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_the_scenario_runs(number: signal.Signals, cli: CommandLine) -> None:
    assembly = app(cli, scenario=STAYING)
    with cli.started("run", assembly) as run:
        # The command, two guards, the engine, the scenario and what it started.
        eventually(lambda: len(running_in(cli.folder)) == 6)
        run.send_signal(number)
        assert run.wait(timeout=20) == 128 + number
        assert running_in(cli.folder) == []


def test_killed_while_the_scenario_runs(cli: CommandLine) -> None:
    assembly = app(cli, scenario=STAYING)
    with cli.started("run", assembly) as run:
        eventually(lambda: len(running_in(cli.folder)) == 6)
        run.kill()
        run.wait()
        eventually(lambda: not running_in(cli.folder))
    # Nor is the folder taken any longer.
    assert "not running" in cli("status", assembly).stdout


def test_interrupted_while_it_synthesises(cli: CommandLine) -> None:
    folder = cli.folder / "slow"
    folder.mkdir()
    (folder / "cdk.json").write_text('{"app": "sleep 600"}')
    with cli.started("up", folder) as up:
        eventually(lambda: len(running_in(cli.folder)) >= 3)
        up.send_signal(signal.SIGINT)
        assert up.wait(timeout=20) == 130
        assert running_in(cli.folder) == []


def test_an_engine_that_dies_ends_the_command(cli: CommandLine) -> None:
    assembly = app(cli)
    with cli.started("up", assembly) as up:
        eventually(lambda: is_up(assembly))
        for process in running_in(data_of(assembly)):
            os.kill(process, signal.SIGKILL)
        output, _ = up.communicate(timeout=20)
        assert up.returncode == 1
    assert "ended by itself" in output
    assert "Traceback" not in output


def test_an_app_that_fails_shows_its_own_words_and_findings(cli: CommandLine) -> None:
    folder = cli.folder / "failing"
    folder.mkdir()
    report = {
        "pluginReports": [
            {
                "violations": [
                    {
                        "ruleName": "no-public-bucket",
                        "description": "It is public.",
                        "violatingConstructs": [{"constructPath": "Stack/Bucket"}],
                    }
                ]
            }
        ]
    }
    (folder / "report.json").write_text(json.dumps(report))
    command = (
        'mkdir "$CDK_OUTDIR"; cp report.json "$CDK_OUTDIR"/validation-report.json; echo sorry >&2; exit 1'
    )
    (folder / "cdk.json").write_text(json.dumps({"app": command}))
    done = cli("up", folder)
    assert done.returncode == 1
    for expected in ("exit code 1", "sorry", "no-public-bucket", "Stack/Bucket", "It is public."):
        assert expected in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["up", "run"])
def test_a_folder_with_nothing_to_deploy_stays_as_it_was(command: str, cli: CommandLine) -> None:
    done = cli(command, cli.folder)
    assert done.returncode == 1
    assert "neither a cdk.json nor a manifest.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(cli.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["up", "--bogus"], "unrecognized arguments: --bogus"),
        (["up", "-c", "novalue"], "not of the form KEY=VALUE"),
        (["up", "--port", "65536"], "not a port from 1 to 65535"),
        (["up", "--account", "mine"], "not an account of 12 digits"),
        (["run", "--wait-scale", "-1"], "not a factor of 0 or more"),
        (["run", "--wait-scale", "much"], "not a factor of 0 or more"),
        (["sideways"], "invalid choice"),
    ],
)
def test_wrong_arguments(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        cli_module.main(["local", *arguments])
    assert raised.value.code == 2
    assert expected in capsys.readouterr().err


def test_a_missing_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_module.importlib, "import_module", lambda _: __import__("no_such_module"))
    with pytest.raises(SystemExit) as raised:
        cli_module.main(["local", "up"])
    assert raised.value.code == 1
    assert "no_such_module: pip install 'cloud-constructs[local]'" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["up"], ["run"], ["down"], ["status"]])
def test_help_helps(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        cli_module.main(["local", *command, "--help"])
    assert raised.value.code == 0
    assert "usage: cloud-constructs local" in capsys.readouterr().out
