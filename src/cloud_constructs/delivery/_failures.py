"""What people are told when a stage of a pipeline fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.messaging import EventNotice

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic

# https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
EVENT = "CodePipeline Stage Execution State Change"


def notice_of_failures(scope: Construct, id: str, *, pipeline_name: str, alerts: AlertTopic) -> EventNotice:
    """Tell which stage failed, and in which execution."""
    return EventNotice(
        scope,
        id,
        alerts=alerts,
        pattern={
            "source": ["aws.codepipeline"],
            "detail-type": [EVENT],
            "detail": {"pipeline": [pipeline_name], "state": ["FAILED"]},
        },
        text="Stage <stage> of the pipeline <pipeline> failed. Execution: <execution-id>",
        fields={name: f"$.detail.{name}" for name in ("pipeline", "stage", "execution-id")},
    )
