"""Whose reads and writes an audit trail writes down, beside what is managed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.core import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.storage import SecureBucket, SecureTable


@dataclass(frozen=True, slots=True)
class DataEvents:
    """What is done with the data of a resource: `DataEvents.of_bucket(...)`, `of_table`, `of_function`.

    Each event costs money; management events are free.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DataEvents, SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        DataEvents.of_bucket(SecureBucket(stack, "Invoices"), prefix="final/")
        ```
    """

    kind: str
    operator: str
    arn: str

    @staticmethod
    def of_bucket(bucket: SecureBucket, *, prefix: str = "") -> DataEvents:
        """Return the reads and writes of a bucket's objects.

        Args:
            bucket: The bucket.
            prefix: What the objects' keys begin with.
        """
        return DataEvents("AWS::S3::Object", "startsWith", f"{bucket.bucket_arn}/{prefix}")

    @staticmethod
    def of_table(table: SecureTable) -> DataEvents:
        """Return the reads and writes of a table's items."""
        return DataEvents("AWS::DynamoDB::Table", "equalTo", read(table.table, "table_arn"))

    @staticmethod
    def of_function(function: EnhancedLambda) -> DataEvents:
        """Return the invocations of a function."""
        return DataEvents("AWS::Lambda::Function", "equalTo", function.function_arn)


MANAGEMENT: Final = {
    "name": "Management",
    "fieldSelectors": [{"field": "eventCategory", "equalTo": ["Management"]}],
}


def selectors(data_events: Iterable[DataEvents]) -> list[dict[str, Any]]:
    """Return the selectors of a trail: all that is managed, and the data of some resources."""
    arns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for events in data_events:
        arns[events.kind, events.operator].append(events.arn)
    return [MANAGEMENT, *(_of_data(kind, operator, among) for (kind, operator), among in arns.items())]


def _of_data(kind: str, operator: str, arns: list[str]) -> dict[str, Any]:
    return {
        "name": kind,
        "fieldSelectors": [
            {"field": "eventCategory", "equalTo": ["Data"]},
            {"field": "resources.type", "equalTo": [kind]},
            {"field": "resources.ARN", operator: arns},
        ],
    }
