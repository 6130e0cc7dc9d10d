"""The tracker as one pipeline sees it: how its rows are found, and which of them are the pipeline's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_dynamodb as dynamodb

from cloud_constructs.workflow._states.asl import PROVIDER

if TYPE_CHECKING:
    from cloud_constructs.core import Check
    from cloud_constructs.storage import SecureTable


@dataclass(frozen=True, slots=True)
class Ledger:
    """A tracker, and the provider whose items are written into it."""

    table: SecureTable
    provider: str

    def check(self, check: Check) -> None:
        """Raise if the rows cannot be told apart by an id, or by a provider and an id."""
        keys = [self.table.partition_key, *([self.table.sort_key] if self.table.sort_key else [])]
        check.require(
            all(key.type == dynamodb.AttributeType.STRING for key in keys),
            "the tracker's key is no text",
            "give the tracker keys of type STRING: the lock of a run stands beside the items",
        )
        check.require(
            len(keys) == 1 or keys[0].name == PROVIDER,
            f"the tracker has a sort key, and its partition key is {keys[0].name!r}",
            f"let the item's id be the partition key alone, or the sort key below {PROVIDER!r}",
        )

    @property
    def keyed_by_provider(self) -> bool:
        """Whether the rows of each provider have a partition of their own."""
        return self.table.sort_key is not None

    @property
    def item_key(self) -> str:
        """The attribute that is the item's id."""
        return (self.table.sort_key or self.table.partition_key).name

    @property
    def leading_keys(self) -> tuple[str, ...]:
        """Which partitions the pipeline's functions may touch; empty if there are none to tell apart."""
        return (self.provider,) if self.keyed_by_provider else ()

    def update_statement(self) -> dict[str, Any]:
        """Return what lets the state machine write its lock and what has failed."""
        statement = {"Effect": "Allow", "Action": "dynamodb:UpdateItem", "Resource": self.table.table_arn}
        if not self.keyed_by_provider:
            return statement
        own = {"dynamodb:LeadingKeys": list(self.leading_keys)}
        return {**statement, "Condition": {"ForAllValues:StringEquals": own}}
