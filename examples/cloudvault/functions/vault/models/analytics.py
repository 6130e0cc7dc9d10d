"""What clients say and are told of what happens in their vault."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from vault.models.base import Answer, Identifier, Moment, Query, Request

MAX_EVENTS = 25


class NewEvent(Request):
    """Something that a client saw; sent twice, it is the same event."""

    event_id: Identifier
    # What the vault itself tells begins with a capital, and cannot be made up.
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$", examples=["file.previewed"])]
    at: AwareDatetime = Field(description="When; at most 7 days ago")


class NewEvents(Request):
    """Some events, in any order."""

    events: Annotated[list[NewEvent], Field(min_length=1, max_length=MAX_EVENTS)]


class AcceptedEvents(Answer):
    """Events that will be counted."""

    accepted: int


class Granularity(StrEnum):
    """How long each row of a report is."""

    HOUR = "hour"
    DAY = "day"


Bound = Annotated[
    AwareDatetime, Field(ge=datetime(2020, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]


class ReportWanted(Query):
    """Which part of the caller's history is reported; by default the last day, or 30 days."""

    since: Bound | None = Field(default=None, alias="from")
    until: Bound | None = Field(default=None, alias="to", description="Not in the report itself")
    granularity: Granularity = Granularity.DAY


class ReportRow(Answer):
    """What happened in an hour or a day."""

    begins_at: Moment
    counts: dict[str, int] = Field(description="By the names of events")


class AnalyticsReport(Answer):
    """What happened, without the hours or days in which nothing did."""

    granularity: Granularity
    rows: list[ReportRow]
    totals: dict[str, int]


class Usage(Answer):
    """How much of what there is the caller uses."""

    storage_used: int = Field(description="Bytes")
    storage_quota: int = Field(description="Bytes")
    file_count: int
    requests_today: int
    requests_per_day: int
