"""Fixtures of the local runner's tests; every one that starts something stops it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from local.processes import eventually, running_in

from cloud_constructs.local import Embedded


class CommandLine:
    """`cloud-constructs local` as a user types it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*arguments), cwd=self.folder, capture_output=True, text=True, timeout=60
        )

    @contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
        """Start a command without waiting for it; it is gone at the end, and so is all that it started."""
        command = subprocess.Popen(
            self._command(*arguments),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with command:
            try:
                yield command
            finally:
                command.kill()
        eventually(lambda: not running_in(self.folder))

    def _command(self, *arguments: str | Path) -> list[str]:
        return [str(Path(sys.executable).with_name("cloud-constructs")), "local", *map(str, arguments)]


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with Embedded(tmp_path_factory.mktemp("embedded"), wait_scale=0.01) as embedded:
        yield embedded
