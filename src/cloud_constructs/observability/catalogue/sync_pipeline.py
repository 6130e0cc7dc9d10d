"""SyncPipeline, which measures its own runs."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity, share

SYNC_PIPELINE = (
    AlarmSpec(
        metric="RunsCompleted",
        why="No run was completed for longer than it may: nobody knows how far the copy is",
        threshold=share(freshness_hours=0),
        severity=Severity.PAGE,
        comparison=Comparison.AT_MOST,
        period=3600,
        periods=share(freshness_hours=1),
        missing=Missing.BREACHES,
    ),
    AlarmSpec(metric="ItemsFailed", why="Items could not be copied: they wait for a redrive", period=300),
    AlarmSpec(
        metric="ItemsRemaining",
        why="Three days in a row a run ended before everything was copied: the backlog does not shrink",
        statistic="Maximum",
        period=86_400,
        periods=3,
    ),
)
