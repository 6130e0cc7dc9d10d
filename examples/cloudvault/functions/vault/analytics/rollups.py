"""Counts events by hour and by day, each time from the beginning: twice is as good as once.

One run at a time: the function has a concurrency of one, so that no slow run overwrites a later one.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from vault.analytics.history import ACTIVITY, DUE, counts_of, due, rows
from vault.models.analytics import Granularity
from vault.moments import as_text
from vault.reporting.lines import write_lines
from vault.settings import table
from vault.tables import Item, alone, delete

KEPT = timedelta(days=400)
HOUR = timedelta(hours=1)


def roll_up(*, has_time: Callable[[], bool] = lambda: True) -> int:
    """Count the hours that have changed, and their days; return how many there were.

    Args:
        has_time: Whether there is time for one more; what is left is counted by the next run.
    """
    counted = 0
    for one in due():
        if not has_time():
            break
        _count(one.hour)
        # Unless it has got another event in the meantime.
        key = {"subject": DUE, "moment": as_text(one.hour)}
        alone(delete(ACTIVITY, key, "version = :version", version=one.version))
        counted += 1
    return counted


def rollups(owner: str, granularity: Granularity, since: datetime, until: datetime) -> Iterable[Item]:
    """Return what was counted of an owner, from a moment until before another, in order."""
    last = until - timedelta(milliseconds=1)
    return rows(_subject(owner, granularity), first=as_text(since), last=as_text(last))


def sum_of(counts: Iterable[Item]) -> dict[str, int]:
    """Return the sum of some roll-ups, by the names of events."""
    total = dict[str, int]()
    for one in counts:
        for name, count in one["counts"].items():
            total[name] = total.get(name, 0) + int(count)
    return dict(sorted(total.items()))


def _count(hour: datetime) -> None:
    """Count an hour anew for each owner: for their reports, and for those of the operators."""
    write_lines(f"activity/day={hour:%Y-%m-%d}/{hour:%H}", _counted(hour))


def _counted(hour: datetime) -> Iterator[Item]:
    day = hour.replace(hour=0)
    for owner, counts in counts_of(hour):
        _keep(owner, Granularity.HOUR, hour, counts)
        hours = rollups(owner, Granularity.HOUR, day, day + 24 * HOUR)
        _keep(owner, Granularity.DAY, day, sum_of(hours))
        yield from ({"owner": owner, "event": name, "times": times} for name, times in counts.items())


def _keep(owner: str, granularity: Granularity, begin: datetime, counts: dict[str, int]) -> None:
    item = {
        "subject": _subject(owner, granularity),
        "moment": as_text(begin),
        "counts": counts,
        "expires_at": int((begin + KEPT).timestamp()),
    }
    table(ACTIVITY).put_item(Item=item)


def _subject(owner: str, granularity: Granularity) -> str:
    return f"rollup#{granularity.value}#{owner}"
