"""Synthesise the same template with this library and with hand-written L2s, and compare.

`python -m benchmarks.synth` ends with 1 if building one more unit takes longer with the library.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from benchmarks._comparison import MEASURES, compare, compare_marginal_build
from benchmarks._report import print_report
from benchmarks._rounds import run_module, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks._figures import Sample


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and return the exit status."""
    options = _parse(arguments)
    counts = run_module("_messages")
    runs = samples(options.units, options.rounds)
    total = 2 * options.rounds * len(options.units)
    measured = list(track(runs, "Measuring", total=total, console=Console(stderr=True), transient=True))
    _demand_equal_work(measured)
    marginal = compare_marginal_build(measured)
    print_report(Console(), measured, counts)
    if options.json:
        found = {
            "units": {
                units: {measure: asdict(compare(measured, units, measure)) for measure in MEASURES}
                for units in options.units
            },
            "marginal_build_seconds": asdict(marginal) if marginal else None,
            "counts": counts,
            "samples": [asdict(one) for one in measured],
        }
        options.json.write_text(json.dumps(found, indent=2) + "\n")
    return int(marginal is not None and marginal.ratio > 1)


class _Options(argparse.Namespace):
    rounds: int
    units: list[int]
    json: Path | None


def _parse(arguments: Sequence[str] | None) -> _Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synth", description=__doc__)
    parser.add_argument("--rounds", type=_positive, default=5, help="how often each size is measured (5)")
    parser.add_argument(
        "--units", type=_sizes, default=[1, 10, 50, 100], help="how many units, as a list (1,10,50,100)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write all figures as JSON")
    return parser.parse_args(arguments, _Options())


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def _sizes(text: str) -> list[int]:
    return sorted({_positive(part) for part in text.split(",")})


def _demand_equal_work(measured: Sequence[Sample]) -> None:
    """Refuse to compare sides that do not make the same number of resources."""
    for units in {one.units for one in measured}:
        resources = {one.resources for one in measured if one.units == units}
        if len(resources) > 1:
            raise SystemExit(f"the sides make different numbers of resources for {units} units: {resources}")


if __name__ == "__main__":
    sys.exit(main())
