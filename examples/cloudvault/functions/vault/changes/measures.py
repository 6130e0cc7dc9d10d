"""What the business looks at: uploads, storage, active users, links."""

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from vault.changes import totals
from vault.changes.change import ACTIVITY, Change
from vault.changes.domain_events import event_of
from vault.changes.event_types import EventType
from vault.requests import SUBJECT as REQUESTS
from vault.telemetry import metrics


def measure(changes: Sequence[Change], fresh: Sequence[Change]) -> None:
    """Publish what changes have changed.

    Args:
        changes: All of them.
        fresh: Those that were not counted before.
    """
    events = [event.type for change in fresh if (event := event_of(change)) is not None]
    uploads = events.count(EventType.FILE_UPLOADED)
    if uploads:
        metrics.add_metric("Uploads", MetricUnit.Count, uploads)
    # Whoever asks for the first time in a day begins a counter of requests.
    active = sum(
        change.table == ACTIVITY and change.item["subject"].startswith(REQUESTS) for change in changes
    )
    if active:
        metrics.add_metric("ActiveUsers", MetricUnit.Count, active)
    if totals.writes_of(fresh):
        storage, links = totals.totals()
        metrics.add_metric("StorageUsed", MetricUnit.Bytes, storage)
        metrics.add_metric("ShareLinks", MetricUnit.Count, links)
