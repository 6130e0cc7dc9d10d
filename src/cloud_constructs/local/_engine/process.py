"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GUARD = Path(__file__).with_name("guard.py")


def base_environment(home: Path) -> dict[str, str]:
    """Build an environment with nothing of the developer's in it: its home is `home`, and has a tmp.

    The engine hands its whole environment to the functions that it runs, so what is not here cannot leak.
    """
    temporary = home / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return {"PATH": search_path(), "HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8"}


def search_path() -> str:
    """Return a PATH on which `python3` and `node` are those of the running environment."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def tail(log: Path, lines: int = 40) -> str:
    """Return the last lines of what a child wrote to its log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Child:
    """A command in a process group of its own, which dies with us."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        output: IO[bytes] | None = None,
    ) -> None:
        """Start the command; `output` takes what it prints, by default our own streams."""
        reading_end, self._lifeline = os.pipe()
        try:
            self._guard = subprocess.Popen(  # noqa: S603  no shell, and the command is ours or the user's own
                [sys.executable, "-I", "-S", str(_GUARD), str(reading_end), *command],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                pass_fds=(reading_end,),
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(reading_end)

    @property
    def group(self) -> int:
        """The id of the process group."""
        return self._guard.pid

    def exit_code(self) -> int | None:
        """Return the command's exit code, or None while it runs."""
        return self._guard.poll()

    def wait(self) -> int:
        """Wait for the command to end by itself and return its exit code."""
        return self._guard.wait()

    def stop(self, grace: float = 5.0) -> None:
        """Ask the group to end, and kill what is left of it after `grace` seconds. May be called twice."""
        if self._lifeline < 0:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._signal(signal.SIGTERM)
            self._guard.wait(timeout=grace)
        # Always: the command may be gone while something that it started is not.
        self._signal(signal.SIGKILL)
        self._guard.wait()
        os.close(self._lifeline)
        self._lifeline = -1

    def _signal(self, number: signal.Signals) -> None:
        # macOS answers EPERM for a group in which only zombies are left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, number)
