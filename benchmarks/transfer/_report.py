"""What was measured, as tables for people."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from benchmarks._comparison import comparison
from benchmarks.transfer._contenders import OURS
from benchmarks.transfer._sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.transfer._cases import Case
    from benchmarks.transfer._rounds import Failure

MEASURES = ("wall_seconds", "cpu_seconds", "memory_bytes")
NOTE = """\
Ratios are ours to theirs, taken within a round: below 1, ours needs less. Read them and the range over \
which they spread, not the absolute figures.
Each contender is a whole fresh process, or a pipeline of them, so that its start is part of what is \
measured; with small files it is most of it.
Memory adds up the peak resident set of each process: an upper bound. The servers are processes of their \
own: they share the processor with the client, but are not counted."""


def figures_table(cases: Sequence[Case], rounds: int) -> Table:
    """Return what each contender needed, and what ours did in comparison."""
    title = f"From a web server to S3 (rounds: {rounds}, medians; ratios: ours to each)"
    table = Table(title=title, box=box.SIMPLE)
    table.add_column(no_wrap=True)
    for name in ("MB/s", "CPU\ns/GB", "peak\nMB", "time\nratio", "CPU\nratio", "memory\nratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for case in cases:
        table.add_row(f"[bold]{case.name}")
        for contender in case.contenders:
            table.add_row(contender, *_figures(case, contender), *_ratios(case, contender))
        table.add_section()
    return table


def failures_table(title: str, failures: Iterable[Failure]) -> Table:
    """Return who did not do what was asked, and why."""
    table = Table("", "who", "what happened", title=title)
    # Once, however many rounds it happened in.
    for one in dict.fromkeys(failures):
        table.add_row(f"{one.scheme} {size_text(one.size)}", one.contender, one.reason)
    return table


def _figures(case: Case, contender: str) -> list[str]:
    wall, cpu, memory = (median(case.values(contender, measure).values()) for measure in MEASURES)
    return [f"{case.size / 1e6 / wall:,.0f}", f"{cpu / case.size * 1e9:.2f}", f"{memory / 1e6:,.0f}"]


def _ratios(case: Case, contender: str) -> list[str]:
    pairs = [case.pairs(contender, measure) for measure in MEASURES]
    if contender == OURS or not all(pairs):
        return []
    found = [comparison(one) for one in pairs]
    return [f"{one.ratio:.2f}\n{one.least:.2f}-{one.most:.2f}" for one in found]
