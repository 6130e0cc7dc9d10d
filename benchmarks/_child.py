"""One synthesis in a process of its own: `python -m benchmarks._child SIDE UNITS` prints JSON."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from tempfile import TemporaryDirectory
from time import perf_counter

import aws_cdk as cdk

from benchmarks._figures import InProcess, Side
from benchmarks._memory import peak_memory
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
    memory = sum(peak_memory(os.getpid()).values())
    return InProcess(
        build_seconds=built - begin,
        synth_seconds=synthesised - built,
        messages=sent.total(),
        resources=sum(len(stack.template["Resources"]) for stack in assembly.stacks),
        memory_bytes=memory,
    )


if __name__ == "__main__":
    with TemporaryDirectory() as outdir:
        print(json.dumps(asdict(measure(Side(sys.argv[1]), int(sys.argv[2]), outdir))))
