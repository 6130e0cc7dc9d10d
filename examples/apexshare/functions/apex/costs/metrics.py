"""What the table was asked and what the buckets hold, as CloudWatch has measured it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apex.costs.chapter import Chapter

DAY = 86_400
GB = 1e9
STORAGE = {
    "StandardStorage": "Standard",
    "StandardIAStorage": "Standard-IA",
    "StandardIASizeOverhead": "Standard-IA, below 128 KB",
}
CAPACITY = ("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits")


@dataclass(frozen=True, slots=True)
class Metered:
    """What was measured, by what it is of."""

    stored: Mapping[tuple[str, str], float]
    """GB in a bucket, by its name and the storage class, on the last day."""
    consumed: Mapping[str, float]
    """Units of the table's capacity in the month."""

    def chapter(self) -> Chapter:
        """Return both."""
        rows = [
            *(
                (f"{bucket}, {storage}", "GB, last day", held)
                for (bucket, storage), held in self.stored.items()
            ),
            *((f"the table, {name}", "units", units) for name, units in self.consumed.items()),
        ]
        return Chapter("What is stored and asked", ("of", "unit", "measured"), tuple(rows))


def ask_for_metrics(
    cloudwatch: Any,  # noqa: ANN401
    *,
    buckets: Sequence[str],
    table: str,
    start: datetime,
    end: datetime,
) -> Metered:
    """Ask for all of them at once."""
    sizes = [(bucket, storage) for bucket in buckets for storage in STORAGE]
    queries = [
        *(
            _query(
                f"size{number}",
                "AWS/S3",
                "BucketSizeBytes",
                {"BucketName": bucket, "StorageType": storage},
                "Average",
            )
            for number, (bucket, storage) in enumerate(sizes)
        ),
        *(
            _query(f"units{number}", "AWS/DynamoDB", name, {"TableName": table}, "Sum")
            for number, name in enumerate(CAPACITY)
        ),
    ]
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=start, EndTime=end, ScanBy="TimestampDescending"
    )
    values: dict[str, list[float]] = {query["Id"]: [] for query in queries}
    for page in pages:
        for result in page["MetricDataResults"]:
            values[result["Id"]] += result["Values"]
    stored = {
        (bucket, STORAGE[storage]): values[f"size{number}"][0] / GB
        for number, (bucket, storage) in enumerate(sizes)
        if values[f"size{number}"]
    }
    consumed = {name: sum(values[f"units{number}"]) for number, name in enumerate(CAPACITY)}
    return Metered(stored, consumed)


def _query(
    id: str, namespace: str, name: str, dimensions: Mapping[str, str], statistic: str
) -> dict[str, Any]:
    of = [{"Name": dimension, "Value": value} for dimension, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": of}
    return {"Id": id, "MetricStat": {"Metric": metric, "Period": DAY, "Stat": statistic}}
