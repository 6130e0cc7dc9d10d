"""CodePipeline. AWS publishes no recommendations for it; this one is ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec

DELIVERY_PIPELINE = (
    AlarmSpec(
        metric="FailedPipelineExecutions",
        why="A commit did not reach every environment: what runs there is older than what was merged",
        period=300,
    ),
)
