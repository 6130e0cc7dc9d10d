"""The plugin prepares what has to stand before CDK is imported, and costs a project nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloud_constructs.testing._plugin import node_of_wheel

# A conftest is the first thing of a project that pytest imports.
CONFTEST = """
import os, sys

print("node", os.environ["JSII_NODE"])
print("validation", os.environ["CDK_VALIDATION"])
print("loaded", sorted({"aws_cdk", "cdk_nag", "cfnlint", "jsii"} & sys.modules.keys()))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass\n")
    return tmp_path


def run(project: Path, **environment: str) -> list[str]:
    inherited = {
        key: value for key, value in os.environ.items() if key not in {"JSII_NODE", "CDK_VALIDATION"}
    }
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider"]
    result = subprocess.run(
        command, cwd=project, env={**inherited, **environment}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
    return result.stdout.splitlines()[:3]


def test_the_environment_is_ready_before_the_first_conftest(project: Path) -> None:
    assert run(project) == [f"node {node_of_wheel()}", "validation false", "loaded []"]


def test_what_the_user_has_set_stays(project: Path) -> None:
    node, validation, _ = run(project, JSII_NODE="/opt/node", CDK_VALIDATION="true")

    assert (node, validation) == ("node /opt/node", "validation true")


def test_the_node_of_the_wheel_is_a_binary() -> None:
    node = node_of_wheel()
    assert node
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout

    assert version.startswith("v24.")


def test_without_the_wheel_there_is_no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud_constructs.testing._plugin.find_spec", lambda name: None)

    assert node_of_wheel() is None
