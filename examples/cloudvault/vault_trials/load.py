"""Mixed traffic, and what each operation costs beside the others."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from cloud_constructs.local.trials import TrialError, console

LOCUSTFILE = Path(__file__).parent.parent / "vault_load" / "locustfile.py"
UNIT = "list files"
"""The operation whose median the others are compared with."""
LEAVE_SECONDS = 30


@dataclass(frozen=True)
class Measured:
    """What Locust has seen of one operation."""

    name: str
    count: int
    failures: int
    median: float
    slowest_of_20: float
    """What one of twenty took longer than."""

    @classmethod
    def of(cls, entry: dict[str, Any]) -> "Measured":
        """Read an entry of Locust's report."""
        times = sorted((float(time), int(count)) for time, count in entry["response_times"].items())
        return cls(
            name=entry["name"],
            count=entry["num_requests"],
            failures=entry["num_failures"],
            median=_quantile(times, 0.5),
            slowest_of_20=_quantile(times, 0.95),
        )


class Load:
    """Many users at once; passes if no request fails."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--users", type=int, default=8, help="how many at once")
        parser.add_argument("--seconds", type=int, default=30, help="how long")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        measured = run_locust(options.users, options.seconds)
        console.print(_table(measured))
        count, failures = sum(one.count for one in measured), sum(one.failures for one in measured)
        console.print(f"{count} requests of {options.users} users, {failures} of them failed")
        return 1 if failures else 0


def run_locust(users: int, seconds: int) -> list[Measured]:
    """Have so many users do what they do for so long.

    Raises:
        TrialError: Locust could not run, or the time was too short for anybody to list files.
    """
    with tempfile.TemporaryDirectory(prefix="cloudvault-load-") as name:
        report = Path(name) / "report"
        command = [
            *(sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary"),
            *("--users", str(users), "--spawn-rate", str(users), "--run-time", f"{seconds}s"),
            # Whoever is in the middle of something ends it.
            *("--stop-timeout", str(LEAVE_SECONDS), "--json-file", str(report), "--exit-code-on-error", "0"),
        ]
        path = os.pathsep.join([str(LOCUSTFILE.parent.parent), os.environ.get("PYTHONPATH", "")])
        ended = subprocess.run(  # noqa: S603 - our own command
            command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
        )
        files = list(Path(name).iterdir())
        if ended.returncode or not files:
            raise TrialError(f"Locust has ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
        measured = [Measured.of(entry) for entry in json.loads(files[0].read_text())]
    if not any(one.name == UNIT for one in measured):
        raise TrialError(f"nobody has come so far as to {UNIT}: give --seconds more\n{ended.stderr[-2000:]}")
    return measured


def _table(measured: list[Measured]) -> Table:
    unit = next(one.median for one in measured if one.name == UNIT)
    table = Table(
        "operation", "requests", "failed", "median", "19 of 20", title=f"As a multiple of: {UNIT}, median"
    )
    for one in sorted(measured, key=lambda one: one.median):
        ratios = (f"{one.median / unit:.1f}", f"{one.slowest_of_20 / unit:.1f}")
        table.add_row(one.name, str(one.count), str(one.failures), *ratios)
    return table


def _quantile(times: list[tuple[float, int]], share: float) -> float:
    """Return the time within which this share of the requests was answered."""
    left = share * sum(count for _, count in times)
    for time, count in times:
        left -= count
        if left <= 0:
            return time
    return 0.0
