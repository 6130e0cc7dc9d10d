"""Run the tests on the wheel, without the sources, with the oldest or the newest CDK that it supports.

`uv run python -m tools.wheel_tests [--cdk floor|newest|VERSION] [pytest arguments]` builds the wheel, copies
the tree without `src` into a folder of its own, installs the wheel there as a user would, and runs pytest in
it: what is missing from the wheel, or works only with the locked CDK, shows here.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "src", "dist", "cdk.out", "__pycache__", ".*_cache", ".hypothesis"
)


def main() -> int:
    """Build, install, test, and return pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cdk", default="newest", help="floor, newest or a version of aws-cdk-lib")
    arguments, for_pytest = parser.parse_known_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        wheel = _build(Path(folder))
        python = _environment(tree, wheel, project, _cdk(project, arguments.cdk))
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {
            key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")
        }
        tests = [python, "-m", "pytest", *for_pytest]
        return subprocess.run(tests, cwd=tree, env={**environment, "PATH": path}, check=False).returncode


def _build(folder: Path) -> Path:
    subprocess.run(["uv", "build", "--quiet", "--wheel", "--out-dir", folder / "dist", ROOT], check=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def _cdk(project: dict[str, Any], wanted: str) -> str:
    """Return the requirement that chooses the CDK."""
    (supported,) = re.findall(r"'(aws-cdk-lib[^']*)'", str(project))
    match wanted:
        case "newest":
            return supported
        case "floor":
            return f"aws-cdk-lib=={re.findall(r'>=([0-9.]+)', supported)[0]}"
        case _:
            return f"aws-cdk-lib=={wanted}"


def _environment(tree: Path, wheel: Path, project: dict[str, Any], cdk: str) -> Path:
    """Return the Python of a new environment with the wheel, the CDK and what the tests need."""
    dev: list[str] = project["dependency-groups"]["dev"]
    needed = [line for line in dev if not line.startswith("cloud-constructs")]
    python = tree / ".venv/bin/python"
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, tree / ".venv"], check=True)
    install = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    subprocess.run([*install, f"{wheel}[local,testing]", cdk, *needed], check=True)
    shown = subprocess.run(
        ["uv", "pip", "freeze", "--quiet", "--python", python], check=True, capture_output=True, text=True
    ).stdout
    print(
        "\n".join(
            re.findall(r"^(?:aws-cdk-lib|cdk-nag|cloud-constructs|constructs|jsii)\b.*$", shown, re.MULTILINE)
        )
    )
    return python


if __name__ == "__main__":
    sys.exit(main())
