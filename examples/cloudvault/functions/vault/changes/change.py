"""One change of one item, as the stream of its table tells it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.types import Binary, TypeDeserializer

from vault.settings import setting
from vault.tables import Item

NODES, SHARES, ACTIVITY = "NODES_TABLE", "SHARES_TABLE", "ACTIVITY_TABLE"
EXPIRY = "dynamodb.amazonaws.com"
"""Who removes what has expired:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change.

    Args:
        id: The same however often the change is told.
        sequence: Where it stands in its stream: greater than those of all earlier changes of the item.
        table: The variable that names the table.
        moment: When, to the second.
        before: The item before; `None` if it is new.
        after: The item after; `None` if it is gone.
        expired: Whether it is gone because its time was over.
    """

    id: str
    sequence: str
    table: str
    moment: datetime
    before: Item | None = None
    after: Item | None = None
    expired: bool = False

    @property
    def item(self) -> Item:
        """The item, as it is or was at last."""
        return self.after or self.before or {}

    def became(self, name: str) -> tuple[Any, Any]:
        """Return an attribute before and after."""
        return (self.before or {}).get(name), (self.after or {}).get(name)


def change_of(record: Mapping[str, Any]) -> Change:
    """Return the change that a record of a stream tells."""
    told = record["dynamodb"]
    return Change(
        id=record["eventID"],
        sequence=told["SequenceNumber"],
        table=_table(record["eventSourceARN"]),
        moment=datetime.fromtimestamp(int(told["ApproximateCreationDateTime"]), UTC),
        before=_item(told.get("OldImage")),
        after=_item(told.get("NewImage")),
        expired=_remover(record.get("userIdentity")) == EXPIRY,
    )


def _table(stream_arn: str) -> str:
    name = stream_arn.split("/")[1]
    return next(table for table in (NODES, SHARES, ACTIVITY) if setting(table) == name)


def _remover(identity: Mapping[str, str] | None) -> str | None:
    return identity["principalId"] if identity else None


def _item(image: Mapping[str, Any] | None) -> Item | None:
    types: Any = _EventTypes()
    return None if image is None else {name: types.deserialize(value) for name, value in image.items()}


class _EventTypes(TypeDeserializer):
    """DynamoDB's types as events of Lambda have them: in JSON, where bytes are text in Base64."""

    def _deserialize_b(self, value: str) -> Binary:
        return Binary(base64.b64decode(value))
