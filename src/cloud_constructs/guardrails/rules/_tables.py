"""What the rules on tables share: a global table says of each replica what a plain table says of itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import value_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_constructs.guardrails._assembly import Resource

GLOBAL_TABLE: Final = "AWS::DynamoDB::GlobalTable"
TABLES: Final = (GLOBAL_TABLE, "AWS::DynamoDB::Table")


def replicas(table: Resource) -> list[Callable[..., Any]]:
    """Return how to read the properties of each replica; a plain table is its own."""
    if table.type != GLOBAL_TABLE:
        return [table.get]
    return [partial(value_at, replica) for replica in table.entries("Replicas")]
