"""Step Functions. AWS publishes no recommendations for them; these are ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity, share

STATE_MACHINE = (
    AlarmSpec(metric="ExecutionsFailed", why="A run ended in an error", severity=Severity.PAGE),
    AlarmSpec(metric="ExecutionsTimedOut", why="A run took longer than it may", severity=Severity.PAGE),
    AlarmSpec(metric="ExecutionsAborted", why="Somebody or something stopped a run"),
    AlarmSpec(metric="ExecutionThrottled", why="Steps are delayed for want of quota", periods=5),
    AlarmSpec(
        metric="ExecutionTime",
        why="Runs come close to their timeout: soon they will be cut off",
        threshold=share(timeout=0.8),
        unit="ms",
        statistic="p99",
    ),
    AlarmSpec(
        metric="ExecutionsSucceeded",
        name="Freshness",
        why="No run has succeeded for longer than it may: what it keeps up to date is stale",
        threshold=None,
        severity=Severity.PAGE,
        comparison=Comparison.BELOW,
        period=86_400,
        missing=Missing.BREACHES,
    ),
)
