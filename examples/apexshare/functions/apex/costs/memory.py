"""What functions were given and what they used of it, as Lambda reports each invocation in their logs."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apex.costs.chapter import Chapter, UnansweredError

QUERY = """filter type = "platform.report"
| stats count() as invocations, max(record.metrics.memorySizeMB) as given,
    max(record.metrics.maxMemoryUsedMB) as used,
    sum(record.metrics.billedDurationMs) as billed by @log"""
PATIENCE_SECONDS = 120
LOOK_AGAIN_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Use:
    """What one function used in the month."""

    function: str
    invocations: int
    given_mb: float
    used_mb: float
    gb_seconds: float

    @property
    def share(self) -> float:
        """The part of its memory that it needed at most, in percent."""
        return 100 * self.used_mb / self.given_mb


def ask_for_use(logs: Any, groups: Sequence[str], start: datetime, end: datetime) -> list[Use]:  # noqa: ANN401
    """Ask the logs of all functions at once.

    Raises:
        UnansweredError: They have not answered in time.
    """
    query = logs.start_query(
        logGroupNames=list(groups),
        startTime=int(start.timestamp()),
        endTime=int(end.timestamp()),
        queryString=QUERY,
    )["queryId"]
    give_up = time.monotonic() + PATIENCE_SECONDS
    while (answer := logs.get_query_results(queryId=query))["status"] in {"Scheduled", "Running"}:
        if time.monotonic() > give_up:
            raise UnansweredError(f"the logs have not answered within {PATIENCE_SECONDS} seconds")
        time.sleep(LOOK_AGAIN_SECONDS)
    return uses_of(answer["results"])


def uses_of(rows: Iterable[Sequence[dict[str, str]]]) -> list[Use]:
    """Return what the rows of the answer say."""
    return sorted((_use({each["field"]: each["value"] for each in row}) for row in rows), key=_by_weight)


def _use(row: dict[str, str]) -> Use:
    given = float(row["given"])
    return Use(
        function=row["@log"].rpartition("/")[2],
        invocations=int(float(row["invocations"])),
        given_mb=given,
        used_mb=float(row["used"]),
        gb_seconds=float(row["billed"]) / 1000 * given / 1024,
    )


def _by_weight(use: Use) -> tuple[float, str]:
    return -use.gb_seconds, use.function


def memory_chapter(uses: Sequence[Use]) -> Chapter:
    """Return the functions, the dearest first."""
    return Chapter(
        "Memory of the functions",
        ("function", "invocations", "given, MB", "used at most, MB", "used, %", "GB-seconds"),
        tuple(
            (use.function, use.invocations, use.given_mb, use.used_mb, use.share, use.gb_seconds)
            for use in uses
        ),
        "" if uses else "No function was called.",
    )
