"""Captures changes in their order: written down and counted once, then told to others at least once."""

from collections.abc import Iterator, Sequence

from vault.changes import totals
from vault.changes.audit import entry_of
from vault.changes.change import ACTIVITY, Change
from vault.changes.measures import measure
from vault.changes.publishing import MOST, publish
from vault.tables import Refused, put, together
from vault.telemetry import logger


def capture(changes: Sequence[Change]) -> Change | None:
    """Capture changes; return the first that has to come again, with all that come after it.

    What stands behind a change that failed is left alone: an item's changes are captured in their order.
    """
    for some in _together(changes):
        try:
            fresh = _record(some)
            failed = publish(some)
        except Exception:
            logger.exception("Changes were not captured", first=some[0].id)
            return some[0]
        measure(some, fresh)
        if failed is not None:
            return failed
    return None


def _record(changes: Sequence[Change]) -> list[Change]:
    """Write down and count the changes that are not yet, and return those."""
    entries = [(change, entry) for change in changes if (entry := entry_of(change)) is not None]
    while entries:
        writes = [put(ACTIVITY, entry, "attribute_not_exists(subject)") for _, entry in entries]
        fresh = [change for change, _ in entries]
        try:
            together(*writes, *totals.writes_of(fresh))
        except Refused as refused:
            entries = [each for at, each in enumerate(entries) if at not in refused.failed]
        else:
            return fresh
    return []


def _together(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for at in range(0, len(changes), MOST):
        yield changes[at : at + MOST]
