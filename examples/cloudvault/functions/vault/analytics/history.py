"""Events, as the table keeps them: by the hour in which they happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from vault.moments import as_text, new_id
from vault.settings import table
from vault.tables import Item, put, together

ACTIVITY = "ACTIVITY_TABLE"
DUE = "rollups-due"
# Events of an hour are spread, so that no hour is more than a partition of DynamoDB can take.
SHARDS = 16
# Longer than an event may be late, since its hour is counted from what is still there.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a vault."""

    owner: str
    event_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """An hour that has to be counted; the version changes with each event that it gets."""

    hour: datetime
    version: str


def record(events: Sequence[Event]) -> None:
    """Keep up to 25 events; each but once, however often it is recorded."""
    items = [_item(event) for event in events]
    together(*(put(ACTIVITY, item) for item in {_key(item): item for item in items}.values()))
    # Afterwards: an hour that is counted in between is due again.
    for hour in {hour_of(event.at) for event in events}:
        table(ACTIVITY).put_item(Item={"subject": DUE, "moment": as_text(hour), "version": new_id()})


def due() -> list[Due]:
    """Return the hours that have to be counted, the oldest first."""
    return [Due(datetime.fromisoformat(item["moment"]), item["version"]) for item in rows(DUE)]


def counts_of(hour: datetime) -> Iterator[tuple[str, dict[str, int]]]:
    """Return how often what happened in an hour, owner by owner."""
    for shard in range(SHARDS):
        counts = dict[str, dict[str, int]]()
        for item in rows(_subject(hour, shard)):
            names = counts.setdefault(item["owner"], {})
            names[item["name"]] = names.get(item["name"], 0) + 1
        yield from counts.items()


def rows(subject: str, **between: str) -> Iterator[Item]:
    """Return the rows of a subject, page by page; `first` and `last` limit them to moments between."""
    condition, values = "subject = :subject", {":subject": subject}
    if between:
        condition += " AND moment BETWEEN :first AND :last"
        values |= {f":{name}": moment for name, moment in between.items()}
    page: dict[str, Any] = {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}
    while True:
        found = table(ACTIVITY).query(**page, ConsistentRead=True)
        yield from found["Items"]
        if "LastEvaluatedKey" not in found:
            return
        page["ExclusiveStartKey"] = found["LastEvaluatedKey"]


def hour_of(moment: datetime) -> datetime:
    """Return when the hour of a moment began."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _item(event: Event) -> Item:
    shard = crc32(event.owner.encode()) % SHARDS
    return {
        "subject": _subject(hour_of(event.at), shard),
        "moment": f"{event.owner}#{event.event_id}",
        "owner": event.owner,
        "name": event.name,
        "expires_at": int((event.at + KEPT).timestamp()),
    }


def _subject(hour: datetime, shard: int) -> str:
    return f"events#{as_text(hour)}#{shard}"


def _key(item: Item) -> tuple[str, str]:
    return item["subject"], item["moment"]
