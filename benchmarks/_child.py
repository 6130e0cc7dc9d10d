"""One synthesis in a process of its own: `python -m benchmarks._child SIDE UNITS` prints its figures as JSON.

Memory is read from /proc, so that this runs on Linux only.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import aws_cdk as cdk

from benchmarks._figures import InProcess, Side
from benchmarks._messages import counted
from benchmarks._workload import build, stack_of


def measure(side: Side, units: int, outdir: str) -> InProcess:
    """Build and synthesise the workload."""
    kind = stack_of(side)
    begin = perf_counter()
    with counted() as sent:
        app = cdk.App(outdir=outdir)
        build(app, kind, units)
    built = perf_counter()
    assembly = app.synth()
    synthesised = perf_counter()
    memory = sum(_peak_memory(pid) for pid in _family("self"))
    return InProcess(
        build_seconds=built - begin,
        synth_seconds=synthesised - built,
        messages=sent.total(),
        resources=sum(len(stack.template["Resources"]) for stack in assembly.stacks),
        memory_bytes=memory,
    )


def _family(pid: str) -> list[str]:
    """Return a process and all that it started: Node runs as a wrapper with a child."""
    tasks = Path("/proc", pid, "task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    return [pid, *(member for child in children for member in _family(child))]


def _peak_memory(pid: str) -> int:
    lines = Path("/proc", pid, "status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024


if __name__ == "__main__":
    with TemporaryDirectory() as outdir:
        print(json.dumps(asdict(measure(Side(sys.argv[1]), int(sys.argv[2]), outdir))))
