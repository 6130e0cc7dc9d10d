"""What users are told of their vault."""

from datetime import timedelta

from vault.analytics.history import Event, record
from vault.analytics.rollups import rollups, sum_of
from vault.caller import Caller
from vault.models.analytics import (
    AcceptedEvents,
    AnalyticsReport,
    Granularity,
    NewEvents,
    ReportRow,
    ReportWanted,
    Usage,
)
from vault.moments import now
from vault.problems import invalid
from vault.requests import requests_today
from vault.settings import setting
from vault.users import usage

LATEST, EARLIEST = timedelta(minutes=5), timedelta(days=7)
SHOWN = {Granularity.HOUR: timedelta(days=1), Granularity.DAY: timedelta(days=30)}
MOST = {Granularity.HOUR: timedelta(days=31), Granularity.DAY: timedelta(days=400)}


def record_events(caller: Caller, request: NewEvents) -> AcceptedEvents:
    """Keep events of the caller's."""
    moment = now()
    for at, event in enumerate(request.events):
        if not moment - EARLIEST <= event.at <= moment + LATEST:
            raise invalid(f"events.{at}.at: is more than 7 days ago, or still to come.")
    record([Event(caller.user_id, event.event_id, event.name, event.at) for event in request.events])
    return AcceptedEvents(accepted=len(request.events))


def get_report(caller: Caller, query: ReportWanted) -> AnalyticsReport:
    """Report what happened in the caller's vault, as it was counted last."""
    until = query.until or now()
    since = query.since or until - SHOWN[query.granularity]
    if not timedelta(0) < until - since <= MOST[query.granularity]:
        raise invalid(f"from, to: are up to {MOST[query.granularity].days} days, the later one last.")
    found = list(rollups(caller.user_id, query.granularity, since, until))
    return AnalyticsReport(
        granularity=query.granularity,
        rows=[ReportRow(begins_at=item["moment"], counts=sum_of([item])) for item in found],
        totals=sum_of(found),
    )


def get_usage(caller: Caller) -> Usage:
    """Tell how much the caller uses."""
    storage_used, file_count = usage(caller.user_id)
    return Usage(
        storage_used=storage_used,
        storage_quota=int(setting("QUOTA_BYTES")),
        file_count=file_count,
        requests_today=requests_today(caller),
        requests_per_day=int(setting("REQUESTS_PER_DAY")),
    )
