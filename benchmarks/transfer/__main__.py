"""Copy files from a web server to S3, with the example's downloader and with what a user would pick instead.

`python -m benchmarks.transfer` ends with 1 if a target is missed by more than noise can explain, or if a
contender fails. `--check` compares the stored bytes too.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from benchmarks._arguments import positive
from benchmarks._verdicts import verdicts_table
from benchmarks.transfer._cases import cases
from benchmarks.transfer._ceiling import ceiling
from benchmarks.transfer._check import wrong_copies
from benchmarks.transfer._contenders import CONTENDERS
from benchmarks.transfer._report import NOTE, failures_table, figures_table
from benchmarks.transfer._rounds import Failure, Sample, results
from benchmarks.transfer._site import SCHEMES, site
from benchmarks.transfer._sizes import size, size_text, sizes
from benchmarks.transfer._targets import verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.transfer._contenders import Contender
    from benchmarks.transfer._site import Site


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and return the exit status."""
    options = _parse(arguments)
    console = Console()
    present = _present(options, console)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        sites = {scheme: stack.enter_context(site(scheme, folder)) for scheme in options.schemes}
        failures = _check(options, console, present, sites, folder) if options.check else []
        for scheme, servers in sites.items():
            console.print(ceiling(scheme, servers, max(options.sizes), folder))
        found = results(present, sites, options.sizes, options.part_size, options.rounds)
        total = options.rounds * len(sites) * len(options.sizes) * len(present)
        found = list(track(found, "Copying", total=total, console=Console(stderr=True), transient=True))
    measured = [one for one in found if isinstance(one, Sample)]
    failed = [one for one in found if isinstance(one, Failure)]
    judged = [verdict for case in cases(measured) for verdict in verdicts(case)]
    if measured:
        console.print(figures_table(cases(measured), options.rounds), NOTE)
        console.print(verdicts_table(judged))
    if failed:
        console.print(failures_table("Failed", failed))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n")
    return int(bool(failures or failed) or any(one.is_far_off for one in judged))


def _present(options: _Options, console: Console) -> list[Contender]:
    """Return the contenders that can run here; say who cannot."""
    wanted = [one for one in CONTENDERS if one.name in options.only]
    for one in wanted:
        if one.absent:
            console.print(f"{one.name} is absent: {', '.join(one.absent)} is not installed")
    return [one for one in wanted if not one.absent]


def _check(
    options: _Options, console: Console, contenders: list[Contender], sites: dict[str, Site], folder: Path
) -> list[Failure]:
    """Compare the bytes that each contender stores with those of the source, and print the outcome."""
    least = min(options.sizes)
    wrong = list(wrong_copies(contenders, sites, least, options.part_size, folder))
    copies = len(contenders) * len(sites)
    console.print(
        f"{copies - len(wrong)} of {copies} copies of {size_text(least)} have the source's SHA-256"
        " in a server that checks signatures"
    )
    if wrong:
        console.print(failures_table("Wrong copies", wrong))
    return wrong


class _Options(argparse.Namespace):
    sizes: list[int]
    rounds: int
    schemes: list[str]
    only: list[str]
    part_size: int
    check: bool
    json: Path | None


def _parse(arguments: Sequence[str] | None) -> _Options:
    names = [one.name for one in CONTENDERS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transfer", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default="100MB,1GB,4GB", help="of the files (100MB,1GB,4GB)")
    parser.add_argument("--rounds", type=positive, default=5, help="how often each size is copied (5)")
    parser.add_argument("--schemes", nargs="+", choices=SCHEMES, default=SCHEMES, help="over what (both)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="who copies (all)")
    parser.add_argument("--part-size", type=size, default="16MiB", help="of our uploads (16MiB)")
    parser.add_argument("--check", action="store_true", help="compare the stored bytes first, with rclone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write what was measured")
    return parser.parse_args(arguments, _Options())


if __name__ == "__main__":
    sys.exit(main())
