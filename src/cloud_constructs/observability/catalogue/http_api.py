"""HTTP APIs and their routes; routes have metrics of their own where the stage asks for detailed ones."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity

INTEGRATION_LATENCY = AlarmSpec(
    metric="IntegrationLatency",
    why="One request in ten waits too long for what stands behind the API",
    threshold=2000,
    unit="ms",
    comparison=Comparison.AT_LEAST,
    statistic="p90",
    periods=5,
    missing=Missing.KEEPS_STATE,
)
LATENCY = AlarmSpec(
    metric="Latency",
    why="One request in ten takes too long",
    threshold=2500,
    unit="ms",
    comparison=Comparison.AT_LEAST,
    statistic="p90",
    periods=5,
    missing=Missing.KEEPS_STATE,
)
COUNT = AlarmSpec(
    metric="Count",
    why="Fewer requests arrive than usual: clients may not reach the API any more",
    threshold=None,
    comparison=Comparison.BELOW,
    statistic="SampleCount",
    periods=10,
    missing=Missing.BREACHES,
)

HTTP_API = (
    AlarmSpec(
        metric="4xx",
        why="Too many requests are refused: a broken client, or somebody trying doors",
        threshold=0.05,
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="5xx",
        why="Too many requests fail on our side",
        threshold=0.05,
        severity=Severity.PAGE,
        statistic="Average",
        periods=3,
        missing=Missing.KEEPS_STATE,
    ),
    LATENCY,
    INTEGRATION_LATENCY,
    COUNT,
)

HTTP_API_ROUTE = (LATENCY, COUNT)
