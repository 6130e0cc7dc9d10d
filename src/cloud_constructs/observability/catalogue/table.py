"""DynamoDB tables, their indexes and their replicas."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity


def _latency(operation: str) -> AlarmSpec:
    return AlarmSpec(
        metric="SuccessfulRequestLatency",
        name=f"{operation}Latency",
        why=f"{operation} answers more slowly than it should",
        # What is slow depends on the items' size, which nobody knows at synthesis.
        threshold=None,
        unit="ms",
        statistic="Average",
        periods=10,
        missing=Missing.KEEPS_STATE,
        dimensions={"Operation": operation},
    )


TABLE = (
    AlarmSpec(
        metric="ReadThrottleEvents", why="Reads are refused: a hot key, or the cap is too low", periods=5
    ),
    AlarmSpec(
        metric="WriteThrottleEvents",
        why="Writes are refused: a hot key, or the cap is too low",
        severity=Severity.PAGE,
        periods=5,
    ),
    AlarmSpec(metric="SystemErrors", why="DynamoDB itself fails", severity=Severity.PAGE, periods=15),
    *(_latency(operation) for operation in ("GetItem", "PutItem", "Query")),
    AlarmSpec(
        metric="TransactionConflict",
        why="Transactions get in each other's way: too many write the same items at once",
        threshold=None,
        periods=5,
    ),
)

TABLE_INDEX = (
    AlarmSpec(metric="ReadThrottleEvents", why="Queries of the index are refused", periods=5),
    AlarmSpec(
        metric="WriteThrottleEvents",
        why="The index refuses writes, and with them those of the table",
        severity=Severity.PAGE,
        periods=5,
    ),
)

TABLE_REPLICA = (
    AlarmSpec(
        metric="ReplicationLatency",
        why="The other region falls behind: a failover would lose what was written meanwhile",
        threshold=180_000,
        unit="ms",
        severity=Severity.PAGE,
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
)
