"""Compare with the same template in hand-written L2s, and with other libraries, and judge by the targets.

`python -m benchmarks.synth` ends with 1 if building one more unit takes longer than by hand; `--only B4`
measures one part of it.
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

from benchmarks._arguments import positive
from benchmarks._comparison import MEASURES, compare, compare_marginal_build
from benchmarks._report import print_report
from benchmarks._rounds import run_module, samples
from benchmarks._verdicts import verdicts_by_hand, verdicts_table
from benchmarks.peers._rounds import PEERS, verdicts_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks._figures import Sample
    from benchmarks._verdicts import Verdict

BY_HAND = "by-hand"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and return the exit status."""
    options = _parse(arguments)
    console = Console()
    verdicts: list[Verdict] = []
    slower = False
    if options.only in (None, BY_HAND):
        verdicts, slower = _beside_hand_written(options, console)
    for peer in PEERS:
        if options.only in (None, peer.id):
            found = verdicts_beside(peer, options.rounds)
            verdicts += found
            if not found:
                console.print(f"{peer.package} cannot be installed here: {peer.id} is not measured")
    console.print(verdicts_table(verdicts))
    return int(slower)


def _beside_hand_written(options: _Options, console: Console) -> tuple[list[Verdict], bool]:
    """Print the comparison; return the verdicts, and whether one more unit takes longer than by hand."""
    counts = run_module("_messages")
    runs = samples(options.units, options.rounds)
    total = 2 * options.rounds * len(options.units)
    measured = list(track(runs, "Measuring", total=total, console=Console(stderr=True), transient=True))
    _demand_equal_work(measured)
    marginal = compare_marginal_build(measured)
    print_report(console, measured, counts)
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
    return verdicts_by_hand(measured, counts), marginal is not None and marginal.ratio > 1


class _Options(argparse.Namespace):
    rounds: int
    units: list[int]
    json: Path | None
    only: str | None


def _parse(arguments: Sequence[str] | None) -> _Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synth", description=__doc__)
    parser.add_argument("--rounds", type=positive, default=5, help="how often each size is measured (5)")
    parser.add_argument(
        "--units", type=_sizes, default=[1, 10, 100, 200], help="how many units, as a list (1,10,100,200)"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="where to write what was measured by hand as JSON"
    )
    parts = [BY_HAND, *(peer.id for peer in PEERS)]
    parser.add_argument("--only", choices=parts, help="which part is measured (all)")
    return parser.parse_args(arguments, _Options())


def _sizes(text: str) -> list[int]:
    return sorted({positive(part) for part in text.split(",")})


def _demand_equal_work(measured: Sequence[Sample]) -> None:
    """Refuse to compare sides that do not make the same number of resources."""
    for units in {one.units for one in measured}:
        resources = {one.resources for one in measured if one.units == units}
        if len(resources) > 1:
            raise SystemExit(f"the sides make different numbers of resources for {units} units: {resources}")


if __name__ == "__main__":
    sys.exit(main())
