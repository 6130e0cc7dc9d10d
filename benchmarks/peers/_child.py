"""One side in a process of its own: `python -m benchmarks.peers._child MODULE UNITS` prints JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from tempfile import TemporaryDirectory
from time import perf_counter


def measure(module: str, units: int, outdir: str) -> dict[str, float]:
    """Import, build and synthesise one side."""
    begin = perf_counter()
    side = import_module(f"benchmarks.peers.{module}")
    imported = perf_counter()
    import aws_cdk as cdk

    app = cdk.App(outdir=outdir)
    environment = cdk.Environment(account="123456789012", region="eu-west-1")
    stacks: list[tuple[cdk.Stack, int]] = []
    for first in range(0, units, side.UNITS_PER_STACK):
        stack = cdk.Stack(app, f"Stack{first}", env=environment)
        count = min(side.UNITS_PER_STACK, units - first)
        side.prepare(stack, count)
        stacks.append((stack, count))
    prepared = perf_counter()
    for stack, count in stacks:
        side.build(stack, count)
    built = perf_counter()
    assembly = app.synth()
    return {
        "import_seconds": imported - begin,
        "build_seconds": built - prepared,
        "resources": sum(len(stack.template["Resources"]) for stack in assembly.stacks),
    }


if __name__ == "__main__":
    with TemporaryDirectory() as outdir:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), outdir)))
