"""The comparison as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks._comparison import MEASURES, Comparison, compare, compare_marginal_build
from benchmarks._figures import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from benchmarks._figures import Sample

# What each measure is called, the unit in which people read it, and how many of its own units that is.
LABELS = {
    "wall_seconds": ("wall time", "s", 1.0),
    "cpu_seconds": ("processor time", "s", 1.0),
    "memory_bytes": ("peak memory", "MB", 1e6),
    "build_seconds": ("build", "ms", 1e-3),
    "synth_seconds": ("synthesis", "ms", 1e-3),
    "messages": ("messages (exact)", "", 1.0),
    "resources": ("resources (exact)", "", 1.0),
}
NOTE = """\
Counts are exact: the same on every machine and in every run. Times and memory are noise around a ratio: \
read the ratio and the range over which it spreads, not the absolute figures.
Wall time, processor time and memory are those of the whole process with Python and Node; build and \
synthesis are parts of it. Memory adds up the peak resident set of each process: an upper bound.
Both sides make the same template; ours writes acknowledgements besides, which no template shows."""


def print_report(console: Console, measured: Sequence[Sample], counts: dict[str, Any]) -> None:
    """Print the comparison."""
    console.print(_times(measured))
    console.print(_counts(counts))
    console.print(NOTE)


def _times(measured: Sequence[Sample]) -> Table:
    rounds = max(one.round for one in measured)
    table = _table(
        f"Synthesis (rounds: {rounds}, medians)", "units", "measure", "ours", "by hand", "ratio", "spread"
    )
    for units in sorted({one.units for one in measured}):
        head = str(units)
        for measure in MEASURES:
            label, unit, scale = LABELS[measure]
            table.add_row(head, label, *_cells(compare(measured, units, measure), unit, scale))
            head = ""
        table.add_section()
    marginal = compare_marginal_build(measured)
    if marginal:
        table.add_row("+1", "B1 build of it", *_cells(marginal, "ms", 1e-3))
    return table


def _cells(found: Comparison, unit: str, scale: float) -> list[str]:
    digits = 2 if unit == "s" else 0
    values = [f"{value / scale:,.{digits}f} {unit}".rstrip() for value in (found.ours, found.theirs)]
    return [*values, f"{found.ratio:.2f}", f"{found.least:.2f}-{found.most:.2f}"]


def _counts(counts: dict[str, Any]) -> Table:
    table = _table("Counts (exact)", "", "measure", "ours", "by hand")
    unit, six, modules = counts["unit"], counts["six_alarms"], counts["modules"]
    table.add_row("C1", "messages to jsii per unit", str(unit[Side.OURS]), str(unit[Side.BY_HAND]))
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(six.items()))
    table.add_row("C2", f"messages for six alarms ({kinds})", str(sum(six.values())), "")
    services = ", ".join(modules["services"]) or "none of a service"
    table.add_row("C3", f"modules of aws_cdk behind AlarmSet ({services})", str(modules["aws_cdk"]), "")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for name in columns:
        table.add_column(name, justify="left" if name == "measure" else "right")
    return table
