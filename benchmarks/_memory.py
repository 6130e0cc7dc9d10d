"""How much memory a process and those that it started have held, from /proc: Linux only."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def peak_memory(pid: int) -> dict[int, int]:
    """Return the peak resident bytes so far of a process and of all that it started, by their ids.

    A process that ends meanwhile is left out.
    """
    found: dict[int, int] = {}
    # What is gone has no folder any more, what has ended and was not waited for no memory.
    with suppress(FileNotFoundError, ProcessLookupError, StopIteration):
        lines = Path("/proc", str(pid), "status").read_text().splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        found[pid] = int(peak.split()[1]) * 1024
        for task in Path("/proc", str(pid), "task").iterdir():
            for child in (task / "children").read_text().split():
                found |= peak_memory(int(child))
    return found
