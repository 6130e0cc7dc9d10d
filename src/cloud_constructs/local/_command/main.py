"""What `cloud-constructs local up|run|down|status` do."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from cloud_constructs.local._assembly.read import home_of, read_assembly
from cloud_constructs.local._assembly.synth import is_app, require_app_or_assembly, synthesise
from cloud_constructs.local._command.arguments import parse
from cloud_constructs.local._command.console import (
    ConsoleProgress,
    console,
    errors,
    print_deployment,
    print_endpoints,
    print_error,
)
from cloud_constructs.local._command.interrupts import Interrupted, interruptible
from cloud_constructs.local._command.session import Running, Session
from cloud_constructs.local._embedded import Embedded, deploy_assembly
from cloud_constructs.local._engine.clients import Clients
from cloud_constructs.local._engine.process import Child, base_environment
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from cloud_constructs.local._deploy.deployment import Deployment

_SCREEN_VARIABLES = ("TERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM")


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands and return its exit code."""
    options = parse(arguments)
    app: Path = options.app.resolve()
    session = Session(app, options.data)
    try:
        if options.command in ("up", "run"):
            require_app_or_assembly(app)
        with interruptible():
            return _COMMANDS[options.command](options, app, session)
    except LocalError as error:
        print_error(error)
        return 1
    except Interrupted as interrupted:
        errors.print("Interrupted.")
        return interrupted.exit_code


def _up(options: argparse.Namespace, app: Path, session: Session) -> int:
    if options.update:
        return _update(options, app, session)
    with _deployed(options, app, session) as (embedded, deployment):
        try:
            print_deployment(deployment, options.wait_scale)
            console.print("Ctrl-C stops it.")
            embedded.engine.wait()
        except Interrupted:
            console.print("Stopped.")
        return 0


def _update(options: argparse.Namespace, app: Path, session: Session) -> int:
    running = session.running()
    if running is None or not running.endpoint_url:
        raise LocalError("There is nothing to update: the app is not running.", "Start it without --update.")
    assembly = _assembly(options, app, session)
    clients = Clients(running.endpoint_url, running.account, running.region)
    deployment = deploy_assembly(
        clients, assembly, session.folder, dict(options.parameter), ConsoleProgress()
    )
    session.write_endpoints(deployment.as_json())
    print_deployment(deployment, running.wait_scale)
    return 0


def _run(options: argparse.Namespace, app: Path, session: Session) -> int:
    scenario = app / "scenario.py"
    if not scenario.is_file():
        raise LocalError(
            f"There is no scenario.py in {app}.",
            f"Write one that tries the deployed app, or deploy it with: cloud-constructs local up {app}",
        )
    with _deployed(options, app, session) as (_, deployment):
        print_deployment(deployment, options.wait_scale)
        console.print(f"Scenario {scenario}", soft_wrap=True)
        # Where the caller is, because the paths among the arguments are the caller's.
        home = session.folder / "scenario"
        child = Child(
            [sys.executable, str(scenario), *options.scenario_arguments],
            env=_scenario_environment(app, home, session.endpoints, deployment),
        )
        try:
            return child.wait()
        finally:
            child.stop()
            shutil.rmtree(home, ignore_errors=True)


def _down(_: argparse.Namespace, app: Path, session: Session) -> int:
    stopped = session.stop()
    console.print(f"Stopped {app}." if stopped else f"{app} is not running.", soft_wrap=True)
    return 0


def _status(options: argparse.Namespace, app: Path, session: Session) -> int:
    running = session.running()
    endpoints = session.read_endpoints() if running else None
    if options.json:
        state: dict[str, Any] = {
            "running": running is not None,
            "app": str(app),
            "endpoint_url": None,
            "stacks": {},
            "urls": {},
        }
        sys.stdout.write(json.dumps(state | (endpoints or {}), indent=2) + "\n")
    elif running is None:
        console.print(f"{app} is not running.", soft_wrap=True)
    elif endpoints is None:
        console.print(f"{app} is starting (process {running.pid}).", soft_wrap=True)
    else:
        console.print(f"{app} runs at {running.endpoint_url} (process {running.pid}).", soft_wrap=True)
        print_endpoints(endpoints)
    return 0


@contextmanager
def _deployed(
    options: argparse.Namespace, app: Path, session: Session
) -> Generator[tuple[Embedded, Deployment]]:
    with session.held(options.command), ExitStack() as cleanup:
        assembly = _assembly(options, app, session)
        account, region = home_of(read_assembly(assembly), options.account, options.region)
        progress = ConsoleProgress()
        with progress.phase("Engine") as phase:
            embedded = Embedded(
                session.folder,
                account=account,
                region=region,
                port=options.port,
                wait_scale=options.wait_scale,
            )
            cleanup.enter_context(embedded)
            phase.done(embedded.engine.endpoint_url)
        session.record(
            Running(
                os.getpid(),
                options.command,
                embedded.engine.endpoint_url,
                account,
                region,
                options.wait_scale,
            )
        )
        deployment = embedded.deploy(assembly, parameters=dict(options.parameter), progress=progress)
        session.write_endpoints(deployment.as_json())
        yield embedded, deployment


def _assembly(options: argparse.Namespace, app: Path, session: Session) -> Path:
    if not is_app(app):
        return app
    with ConsoleProgress().phase("Synthesis"):
        return synthesise(
            app,
            session.folder,
            account=options.account,
            region=options.region,
            context=dict(options.context),
        )


def _scenario_environment(app: Path, home: Path, endpoints: Path, deployment: Deployment) -> dict[str, str]:
    # How the scenario looks on the screen is the caller's; what it can reach is ours.
    screen = {name: os.environ[name] for name in _SCREEN_VARIABLES if name in os.environ}
    return (
        base_environment(home)
        | screen
        | deployment.clients.environment()
        | {
            "CLOUD_CONSTRUCTS_ENDPOINTS": str(endpoints),
            "PYTHONPATH": str(app),
            "PYTHONUNBUFFERED": "1",
        }
    )


_COMMANDS = {"up": _up, "run": _run, "down": _down, "status": _status}
