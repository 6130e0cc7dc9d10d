"""Compare the cold starts of the examples' functions with those of functions that most people would write.

`python -m benchmarks.cold_start` ends with 1 if a target is missed by more than noise can explain.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks._arguments import positive
from benchmarks._verdicts import Verdict, verdicts_table
from benchmarks.cold_start._rounds import FUNCTION_NAMES, OURS, TYPICAL, Start, starts
from benchmarks.cold_start._subjects import BY_FUNCTION
from benchmarks.peers._environments import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGES = (
    "awslambdaric==4.2.2",
    "aws-lambda-powertools[tracer]==3.37.0",
    "boto3==1.44.5",
    "pydantic==2.14.3",
    "requests==2.34.2",
)
NOTE = """\
Ratios are ours to the typical function's, taken within a round; read them and not the absolute figures.
Each start is a fresh process in which Lambda's runtime is loaded already, as it is on Lambda. \
import: processor time until the handler is there. first answer: wall time until the first event is \
answered, with clients, certificates, TLS and all requests over loopback. work: processor time for it all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and return the exit status."""
    options = _parse(arguments)
    console = Console()
    python = environment("cold-starts", PACKAGES)
    if python is None:
        console.print("What the typical functions import cannot be had: nothing is measured")
        return 1
    with TemporaryDirectory() as folder:
        found = starts(python, options.only, options.rounds, Path(folder))
        total = 2 * options.rounds * len(options.only)
        errors = Console(stderr=True)
        measured = list(track(found, "Starting", total=total, console=errors, transient=True))
    judged = [_verdict(measured, function) for function in options.only]
    console.print(_figures(measured), NOTE, verdicts_table(judged))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in measured], indent=2) + "\n")
    return int(any(one.is_far_off for one in judged))


def _verdict(measured: Sequence[Start], function: str) -> Verdict:
    measure, target = BY_FUNCTION[function].targets[function]
    return Verdict(
        id="B9",
        what=f"{measure} of the {function}, to that of a typical one",
        ratios=_ratios(measured, function, measure),
        target=target,
    )


def _figures(measured: Sequence[Start]) -> Table:
    rounds = max(one.round for one in measured)
    table = Table(title=f"Cold starts (rounds: {rounds}, medians)")
    for name in ("function", "measure", "ours", "typical", "ratio", "spread"):
        table.add_column(name, justify="left" if name in {"function", "measure"} else "right")
    for function in dict.fromkeys(one.function for one in measured):
        for measure in measured[0].seconds:
            ratios = _ratios(measured, function, measure)
            middles = [
                f"{median(_seconds(measured, function, side, measure)) * 1000:,.0f} ms"
                for side in (OURS, TYPICAL)
            ]
            spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
            table.add_row(function, measure, *middles, f"{median(ratios):.2f}", spread)
    return table


def _ratios(measured: Sequence[Start], function: str, measure: str) -> list[float]:
    ours, theirs = (_seconds(measured, function, side, measure) for side in (OURS, TYPICAL))
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def _seconds(measured: Sequence[Start], function: str, side: str, measure: str) -> list[float]:
    """Return what was measured in each round, in their order."""
    return [one.seconds[measure] for one in measured if (one.function, one.side) == (function, side)]


class _Options(argparse.Namespace):
    rounds: int
    only: list[str]
    json: Path | None


def _parse(arguments: Sequence[str] | None) -> _Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold_start", description=__doc__)
    parser.add_argument("--rounds", type=positive, default=9, help="how often each function is started (9)")
    parser.add_argument(
        "--only", nargs="+", choices=FUNCTION_NAMES, default=FUNCTION_NAMES, help="which functions (all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write what was measured")
    return parser.parse_args(arguments, _Options())


if __name__ == "__main__":
    sys.exit(main())
