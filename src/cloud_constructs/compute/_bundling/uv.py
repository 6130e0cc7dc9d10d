"""The two commands of `uv` that bundling needs, and what their failures mean to the reader."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.compute._bundling.target import Target
    from cloud_constructs.core import Check

_NO_WHEEL = re.compile(r"(?P<package>[\w.-]+==[^\s,]+) has no (?:usable )?wheels")


def export(check: Check, project: Path) -> str:
    """Return the requirements of a project as its lock has them; a lock that is out of date is an error."""
    command = ["export", "--locked", "--no-dev", "--no-emit-project", "--no-annotate", "--no-header"]
    return _run(check, command, project)


def install(check: Check, requirements: Path, into: Path, target: Target, settings: Path) -> None:
    """Install wheels for a target, whatever this machine is; `settings` is where uv looks for its own."""
    command = [
        *("pip", "install", "--requirements", str(requirements), "--target", str(into)),
        *("--python", sys.executable, "--python-version", target.python),
        *("--python-platform", target.platform, "--only-binary", ":all:", "--require-hashes"),
    ]
    _run(check, command, settings)


def _run(check: Check, arguments: list[str], folder: Path) -> str:
    done = subprocess.run(  # noqa: S603  nothing of it comes from outside
        [_found(check), "--quiet", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return done.stdout
    problem, remedy = _explained(" ".join(done.stderr.split()), folder)
    raise check.fail(problem, remedy)


def _found(check: Check) -> str:
    # Beside the interpreter, too: a virtual environment is often used without being activated.
    found = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if found is None:
        raise check.fail(
            "there is no uv, which installs the function's dependencies",
            "install it, for example with `pip install uv` (https://docs.astral.sh/uv/getting-started/installation)",
        )
    return found


def _explained(message: str, folder: Path) -> tuple[str, str]:
    if found := _NO_WHEEL.search(message):
        return (
            f"{found['package']} has no wheel for the function's platform: {message}",
            "choose a version that has one, choose another runtime, or replace the package by one that has",
        )
    if "needs to be updated" in message:
        return f"the lock of {folder} is out of date", f"run `uv lock --project {folder}` and commit the lock"
    if "--require-hashes" in message:
        return (
            f"requirements.txt does not pin everything: {message}",
            "keep what you want in requirements.in and run `uv pip compile --universal --generate-hashes"
            " requirements.in -o requirements.txt`",
        )
    return f"uv failed: {message}", "do what uv says, and synthesise again"
