"""CloudFront, whose metrics are in us-east-1 wherever the distribution was made."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity, share

DISTRIBUTION = (
    AlarmSpec(
        metric="5xxErrorRate",
        why="Too many requests fail on our side",
        threshold=1,
        unit="%",
        severity=Severity.PAGE,
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="OriginLatency",
        why="One request in ten comes close to the origin's timeout: soon they will be cut off",
        threshold=share(origin_timeout=0.8),
        unit="ms",
        statistic="p90",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
)
