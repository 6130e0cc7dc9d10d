"""What the matrix prints: a line for each fault, a column for each size."""

from collections.abc import Iterable

from rich.table import Table

from ..observation import Check
from ._case import Case
from ._laboratory import SIZES
from ._verdict import Trial

_LEGEND = (
    "P is a part of 5 MiB; * marks the files that the fault bit; mended is what the next night left right."
)


def list_of(cases: Iterable[Case]) -> Table:
    """Which faults there are."""
    table = Table("fault", "where", "what happens", "times", "how the night must end")
    for case in cases:
        times = "for ever" if case.times is None else str(case.times)
        table.add_row(case.name, case.where, case.what, times, case.ending.value)
    return table


def verdict_on(trial: Trial) -> str:
    """The last word on a fault."""
    return "[red]WRONG[/]" if trial.problems() else "[green]right[/]"


def table_of(trials: Iterable[Trial]) -> Table:
    """The matrix."""
    table = Table(title="Fault matrix", caption=_LEGEND, caption_justify="left")
    for heading in ("fault", "where", "bites", *SIZES, "orphans", "told", "mended", "verdict"):
        table.add_column(heading)
    for trial in trials:
        night, checks = trial.night, trial.next_night.checks
        well = sum(check.equal or check.called_deleted for check in checks)
        table.add_row(
            trial.case.name,
            trial.case.where,
            str(trial.fault.bites),
            *(in_short(check) + "*" * trial.bitten(check) for check in night.checks),
            str(night.orphans),
            "yes" if night.notices else "no",
            f"{well} of {len(checks)}",
            verdict_on(trial),
        )
    return table


def in_short(check: Check) -> str:
    """What became of a file."""
    if check.equal:
        return "equal"
    return "gone" if check.called_deleted else check.row.get("status", "-")


def as_json(trial: Trial) -> dict[str, object]:
    """The same for machines."""
    files = [
        {"bytes": check.file.size, "bitten": trial.bitten(check), "became": in_short(check)}
        for check in trial.night.checks
    ]
    return {
        "fault": trial.case.name,
        "where": trial.case.where,
        "bites": trial.fault.bites,
        "run": trial.night.status,
        "files": files,
        "orphans": trial.night.orphans,
        "told": trial.night.told,
        "next_night": [in_short(check) for check in trial.next_night.checks],
        "problems": trial.problems(),
    }
