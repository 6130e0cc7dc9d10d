"""REST APIs and their methods; methods have metrics of their own where the stage asks for detailed ones."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity
from cloud_constructs.observability.catalogue.http_api import COUNT, LATENCY

REST_API = (
    AlarmSpec(
        metric="4XXError",
        why="Too many requests are refused: a broken client, or somebody trying doors",
        threshold=0.05,
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="5XXError",
        why="Too many requests fail on our side",
        threshold=0.05,
        severity=Severity.PAGE,
        statistic="Average",
        periods=3,
        missing=Missing.KEEPS_STATE,
    ),
    LATENCY,
    COUNT,
)

REST_API_METHOD = (LATENCY, COUNT)
