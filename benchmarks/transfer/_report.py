"""What was measured, as tables for people, and the targets that it is judged by."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from benchmarks._comparison import comparison
from benchmarks._verdicts import Verdict
from benchmarks.transfer._contenders import OURS, UPLOAD_FILEOBJ
from benchmarks.transfer._sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.transfer._rounds import Failure, Sample

MEASURES = ("wall_seconds", "cpu_seconds", "memory_bytes")
# What the processor time of `upload_fileobj` is multiplied with: over TLS, more of it is the cipher's.
CPU_TARGETS = {"http": 0.25, "https": 0.60}
MEMORY_TARGET_MB = 110
NOTE = """\
Ratios are ours to theirs, taken within a round: below 1, ours needs less. Read them and the range over \
which they spread, not the absolute figures.
Each contender is a whole fresh process, or a pipeline of them, so that its start is part of what is \
measured; with small files it is most of it.
Memory adds up the peak resident set of each process: an upper bound. The servers are processes of their \
own: they share the processor with the client, but are not counted."""


def figures_table(measured: Sequence[Sample]) -> Table:
    """Return what each contender needed, and what ours did in comparison."""
    rounds = max(one.round for one in measured)
    title = f"From a web server to S3 (rounds: {rounds}, medians; ratios: ours to each)"
    table = Table(title=title, box=box.SIMPLE)
    table.add_column(no_wrap=True)
    for name in ("MB/s", "CPU\ns/GB", "peak\nMB", "time\nratio", "CPU\nratio", "memory\nratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for scheme, size in _cases(measured):
        case = [one for one in measured if (one.scheme, one.size) == (scheme, size)]
        table.add_row(f"[bold]{scheme} {size_text(size)}")
        # In the order of the first round, in which ours goes first.
        for contender in dict.fromkeys(one.contender for one in case):
            table.add_row(contender, *_figures(case, contender, size), *_ratios(case, contender))
        table.add_section()
    return table


def verdicts(measured: Sequence[Sample]) -> list[Verdict]:
    """Judge ours by what the others needed; who was not measured is not compared with."""
    found: list[Verdict] = []
    for scheme, size in _cases(measured):
        case = [one for one in measured if (one.scheme, one.size) == (scheme, size)]
        ours = _by_round(case, OURS, "cpu_seconds")
        theirs = _by_round(case, UPLOAD_FILEOBJ, "cpu_seconds")
        what = f"{scheme} {size_text(size)}: "
        if ratios := [ours[number] / theirs[number] for number in ours.keys() & theirs.keys()]:
            what_cpu = f"{what}CPU, to that of {UPLOAD_FILEOBJ}"
            found.append(Verdict(id="B10", what=what_cpu, ratios=ratios, target=CPU_TARGETS[scheme]))
        if ratios := _to_the_fastest(case):
            found.append(
                Verdict(id="B10", what=f"{what}time, to that of the fastest", ratios=ratios, target=1)
            )
        if memory := [one.memory_bytes / 1e6 for one in case if one.contender == OURS]:
            found.append(
                Verdict(id="B10", what=f"{what}peak memory, MB", ratios=memory, target=MEMORY_TARGET_MB)
            )
    return found


def failures_table(title: str, failures: Iterable[Failure]) -> Table:
    """Return who did not do what was asked, and why."""
    table = Table("", "who", "what happened", title=title)
    # Once, however many rounds it happened in.
    for one in dict.fromkeys(failures):
        table.add_row(f"{one.scheme} {size_text(one.size)}", one.contender, one.reason)
    return table


def _cases(measured: Iterable[Sample]) -> list[tuple[str, int]]:
    return sorted({(one.scheme, one.size) for one in measured})


def _by_round(case: Iterable[Sample], contender: str, measure: str) -> dict[int, float]:
    return {one.round: getattr(one, measure) for one in case if one.contender == contender}


def _figures(case: Sequence[Sample], contender: str, size: int) -> list[str]:
    wall, cpu, memory = (median(_by_round(case, contender, measure).values()) for measure in MEASURES)
    return [f"{size / 1e6 / wall:,.0f}", f"{cpu / size * 1e9:.2f}", f"{memory / 1e6:,.0f}"]


def _ratios(case: Sequence[Sample], contender: str) -> list[str]:
    if contender == OURS:
        return []
    cells: list[str] = []
    for measure in MEASURES:
        ours, theirs = (_by_round(case, side, measure) for side in (OURS, contender))
        pairs = [(ours[number], theirs[number]) for number in ours.keys() & theirs.keys()]
        if pairs:
            found = comparison(pairs)
            cells.append(f"{found.ratio:.2f}\n{found.least:.2f}-{found.most:.2f}")
    return cells


def _to_the_fastest(case: Sequence[Sample]) -> list[float]:
    """Return our time to that of whichever other was the fastest, round by round."""
    ours = _by_round(case, OURS, "wall_seconds")
    others = {one.contender for one in case} - {OURS}
    theirs = [_by_round(case, other, "wall_seconds") for other in others]
    return [
        seconds / min(times[number] for times in theirs if number in times)
        for number, seconds in ours.items()
        if any(number in times for times in theirs)
    ]
