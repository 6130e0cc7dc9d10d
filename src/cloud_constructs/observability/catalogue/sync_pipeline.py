"""SyncPipeline, which measures its own runs; its alarm on silence it makes itself."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec

SYNC_PIPELINE = (
    AlarmSpec(metric="ItemsFailed", why="Items could not be copied: they wait for a redrive", period=300),
    AlarmSpec(
        metric="ItemsRemaining",
        why="Three days in a row a run ended before everything was copied: the backlog does not shrink",
        statistic="Maximum",
        period=86_400,
        periods=3,
    ),
)
