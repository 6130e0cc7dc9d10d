"""A large library in one run: every file is compared, counted and timed."""

import argparse

from stand_in import Library, StandIn

from cloud_constructs.local.trials import console

from ..observation import Deployment
from ._figures import table_of
from ._runs import one_run
from ._sizes import MIXED_UP_TO, sizes_of
from ._verdict import problems_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial's options."""
    parser.add_argument("--videos", type=_count, default=1000, help="how many files (default: %(default)s)")
    parser.add_argument(
        "--sizes",
        metavar="mixed|tiny|BYTES",
        help="4 KB to 2 MB with every edge among them, 1 to 4,096 bytes, or all of one size"
        f" (default: mixed up to {MIXED_UP_TO:,} files, else tiny)",
    )
    parser.add_argument(
        "--damaged-every",
        type=_count,
        metavar="N",
        help="every Nth file is damaged at its source; a second run, when it is mended, copies those alone",
    )


def run(options: argparse.Namespace) -> int:
    """The whole trial; returns the exit code."""
    aws = Deployment()
    sizes = sizes_of(options.sizes, options.videos, aws.part_size())
    with console.status("Making up the library"):
        library = Library.made_up(sizes, damaged_every=options.damaged_every)
        mended = Library.made_up(sizes)
    pairs = zip(library.files, mended.files, strict=True)
    damaged = frozenset(file.media_id for file, whole in pairs if file != whole)
    with StandIn(library) as stand_in:
        console.print(f"The stand-in provider is {stand_in.url}: {len(sizes):,} files, {sum(sizes):,} bytes.")
        aws.connect(stand_in)
        first = one_run(aws, stand_in, expecting_news=bool(damaged))
        wrong = problems_of(first, stand_in, aws, new=len(sizes), damaged=damaged)
        console.print(table_of(aws, first))
        for notification in first.notifications:
            console.print(f"Notification to the operator: {notification[:300]}", markup=False)
        if damaged:
            wrong += second_run(aws, stand_in, mended, damaged)
    for problem in wrong[:20]:
        console.print(f"Wrong: {problem}", style="red", markup=False)
    if wrong:
        console.print(f"[bold red]FAILED[/]: {len(wrong):,} things are wrong.")
    else:
        console.print(f"[bold green]PASSED[/]: {len(sizes):,} files, none twice, nothing left over.")
    return 1 if wrong else 0


def second_run(aws: Deployment, stand_in: StandIn, mended: Library, damaged: frozenset[str]) -> list[str]:
    """With all files mended: what was missing is copied, and nothing else is even looked up."""
    stand_in.library = mended
    for counter in (stand_in.lookups, stand_in.requests):
        counter.clear()
    second = one_run(aws, stand_in, expecting_news=False)
    asked = stand_in.lookups.keys()
    equal = sum(check.equal for check in second.checks)
    console.print(
        f"Second run, the damaged files mended: {second.executions[-1].status} in {second.seconds:.1f} s,"
        f" {len(asked):,} files looked up, {equal:,} of {len(second.checks):,} equal."
    )
    wrong = [] if asked == damaged else [f"the second run looked up {len(asked):,} files"]
    return wrong + problems_of(second, stand_in, aws, new=len(damaged))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
