"""Which processes a command left behind."""

import time
from collections.abc import Callable
from pathlib import Path


def running_in(folder: Path) -> list[int]:
    """Return the live processes whose working folder is in `folder`, also if that is deleted by now."""
    found: list[int] = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            inside = str((process / "cwd").readlink()).startswith(str(folder))
            # A zombie has ended; whoever adopted it will collect it.
            alive = (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        if inside and alive:
            found.append(int(process.name))
    return found


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until the condition holds, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
