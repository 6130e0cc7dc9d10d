"""S3 buckets; their requests are counted only where a metrics configuration asks for it."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity

BUCKET = (
    AlarmSpec(
        metric="4xxErrors",
        why="Too many requests are refused: missing permissions, or somebody trying doors",
        threshold=0.05,
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="5xxErrors",
        why="Too many requests fail in S3: clients should back off",
        threshold=0.05,
        severity=Severity.PAGE,
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
)

REPLICATION = (
    AlarmSpec(
        metric="OperationsFailedReplication",
        why="Objects do not arrive in the other bucket",
        severity=Severity.PAGE,
        statistic="Maximum",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ReplicationLatency",
        why="The other bucket is further behind than S3 promises",
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
        threshold=900,
        unit="s",
        statistic="Maximum",
        periods=5,
    ),
)
