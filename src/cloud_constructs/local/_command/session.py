"""One app's data folder, and who is using it.

The command that runs the engine holds a lock on the folder for as long as it lives. The kernel releases it
however the command ends, so that nobody can take a reused process id for a running engine.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any

from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_STOP_SECONDS = 30.0
# Whoever asks for the state takes the lock for a moment, and whoever was stopped needs one to let go.
_TAKE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Running:
    """The command that runs the engine; without an endpoint it is still starting."""

    pid: int
    command: str
    endpoint_url: str = ""
    account: str = ""
    region: str = ""
    wait_scale: float = 1.0


class Session:
    """The data folder of one app."""

    def __init__(self, app: Path, folder: Path | None) -> None:
        """Take the app and its data folder, by default one in the app; it need not exist yet."""
        self.folder: Path = folder.resolve() if folder else app / ".cloud-constructs"
        self._same_app = f"{app} --data {folder}" if folder else str(app)
        self.endpoints = self.folder / "endpoints.json"
        self._state = self.folder / "state.json"
        self._lock = self.folder / "lock"

    @contextlib.contextmanager
    def held(self, command: str) -> Generator[None]:
        """Hold the folder as the command that runs the engine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n")
        with self._lock.open("a") as lock:
            if not _take(lock, _TAKE_SECONDS):
                running = self.running()
                by = f" (process {running.pid}, local {running.command})" if running else ""
                raise LocalError(
                    f"This app is running already{by}.",
                    f"Stop it with: cloud-constructs local down {self._same_app}\n"
                    f"Or update it with: cloud-constructs local up --update {self._same_app}",
                )
            self.endpoints.unlink(missing_ok=True)
            self.record(Running(os.getpid(), command))
            try:
                yield
            finally:
                self._state.unlink(missing_ok=True)

    def record(self, running: Running) -> None:
        """Write down who runs the engine, and where."""
        _write(self._state, asdict(running))

    def running(self) -> Running | None:
        """Return the command that holds the folder, if there is one."""
        try:
            with self._lock.open("r") as lock:
                if _take(lock, 0):
                    return None
            return Running(**json.loads(self._state.read_text()))
        except FileNotFoundError:
            return None

    def write_endpoints(self, content: dict[str, Any]) -> None:
        """Write endpoints.json, the contract with scenarios."""
        _write(self.endpoints, content)

    def read_endpoints(self) -> dict[str, Any] | None:
        """Read endpoints.json, which is there as soon as everything is deployed."""
        return json.loads(self.endpoints.read_text()) if self.endpoints.is_file() else None

    def stop(self) -> Running | None:
        """Stop the command that holds the folder and wait until it has let go."""
        running = self.running()
        if running is None:
            return None
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while self.running() is not None:
            if time.monotonic() > deadline:
                raise LocalError(
                    f"Process {running.pid} does not end.", f"End it with: kill -KILL {running.pid}"
                )
            time.sleep(0.05)
        return running


def _write(path: Path, content: dict[str, Any]) -> None:
    # By rename: others read it at any time.
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=2))
    draft.replace(path)


def _take(lock: IO[str], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        else:
            return True
