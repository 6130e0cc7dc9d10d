"""A run in numbers."""

from rich.table import Table

from ..executions import listings_of, states_entered
from ..observation import Deployment
from ._runs import Run
from ._sizes import MB


def table_of(aws: Deployment, run: Run) -> Table:
    """The run in numbers."""
    copied = [check for check in run.checks if check.equal]
    total = sum(check.file.size for check in copied)
    attempts = sum(int(check.row.get("attempts", 0)) for check in run.checks)
    failed = sum(check.row.get("status") == "FAILED" for check in run.checks)
    listings = listings_of(aws, run.executions)
    memory = max((float(check.row.get("peak_memory_mb", 0)) for check in run.checks), default=0.0)
    listers_memory = max((float(one["peak_memory_mb"]) for one in listings), default=0.0)
    # RecordFailure, KeepFailedItem and ItemFailed follow the last attempt at an item that failed.
    transitions = states_entered(aws, run.executions) + attempts + 3 * failed
    rows = {
        "wall time": f"{run.seconds:,.1f} s",
        "files": f"{len(copied):,} equal, {failed:,} failed of {len(run.checks):,}",
        "files per second": f"{len(copied) / run.seconds:,.1f}",
        "bytes": f"{total:,}",
        "MB per second": f"{total / MB / run.seconds:,.1f}",
        "downloader's peak memory": f"{memory:,.1f} MB",
        "lister's peak memory": f"{listers_memory:,.1f} MB",
        "listing": ", ".join(f"{one['duration_ms'] / 1000:,.1f} s" for one in listings),
        "executions": f"{len(run.executions)}, and {run.children.total():,} of items",
        "state transitions": f"{transitions:,}",
        "tried again": f"{attempts - len(copied) - failed:,} times",
    }
    if run.used:
        rows["embedded AWS's peak memory"] = f"{run.used.engine_peak_mb:,.0f} MB"
        rows["processor: embedded AWS"] = f"{run.used.engine_seconds:,.1f} s"
        rows["processor: functions"] = f"{run.used.functions_seconds:,.1f} s"
        rows["processor: stand-in and trial"] = f"{run.used.own_seconds:,.1f} s"
    table = Table("measured", "", title="Load")
    for name, value in rows.items():
        table.add_row(name, value)
    return table
