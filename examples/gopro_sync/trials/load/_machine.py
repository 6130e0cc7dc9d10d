"""What the embedded AWS and the functions that it runs cost this machine, as Linux tells it."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_PROCESSES = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """Processor seconds so far, and the engine's peak memory in MB."""

    engine_seconds: float
    functions_seconds: float
    own_seconds: float
    engine_peak_mb: float

    def since(self, before: "Usage") -> "Usage":
        """What was used in between; the peak is that so far."""
        return Usage(
            self.engine_seconds - before.engine_seconds,
            self.functions_seconds - before.functions_seconds,
            self.own_seconds - before.own_seconds,
            self.engine_peak_mb,
        )


@dataclass(frozen=True)
class _Process:
    parent: int
    seconds: float
    """Of the processor, its own."""
    children_seconds: float
    """Of its children that have ended."""


def usage(endpoint_url: str) -> Usage | None:
    """Looks at the engine behind the endpoint; None where Linux's /proc is not to be had."""
    family = _family(f"GATEWAY_PORT={urlsplit(endpoint_url).port}".encode())
    # A guard starts the engine, which starts the functions.
    guards = {pid for pid, process in family.items() if process.parent not in family}
    engines = [pid for pid, process in family.items() if process.parent in guards]
    if len(engines) != 1:
        return None
    engine = family.pop(engines[0])
    functions = sum(process.seconds for pid, process in family.items() if pid not in guards)
    return Usage(
        engine_seconds=engine.seconds,
        functions_seconds=functions + engine.children_seconds,
        own_seconds=sum(os.times()[:2]),
        engine_peak_mb=_peak_mb(engines[0]),
    )


def _family(mark: bytes) -> dict[int, _Process]:
    """The processes with that variable: the engine hands its environment to all that it starts."""
    found: dict[int, _Process] = {}
    for folder in _PROCESSES.glob("[0-9]*"):
        # It may have ended, or be somebody else's.
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = _process(folder)
    return found


def _process(folder: Path) -> _Process:
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    user, system, children_user, children_system = map(int, fields[11:15])
    ticks = os.sysconf("SC_CLK_TCK")
    return _Process(int(fields[1]), (user + system) / ticks, (children_user + children_system) / ticks)


def _peak_mb(pid: int) -> float:
    lines = (_PROCESSES / str(pid) / "status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) * 1024 / 1e6
