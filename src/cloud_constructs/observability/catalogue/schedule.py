"""EventBridge Scheduler, by the group that a schedule stands in."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity

SCHEDULE_GROUP = (
    AlarmSpec(metric="InvocationDroppedCount", why="A scheduled run did not start", severity=Severity.PAGE),
    AlarmSpec(
        metric="InvocationsFailedToBeSentToDeadLetterCount",
        why="A scheduled run did not start and left no trace",
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="InvocationThrottleCount",
        why="Scheduled runs are delayed for want of the scheduler's quota",
        periods=15,
    ),
    AlarmSpec(
        metric="TargetErrorThrottledCount",
        why="What the schedule starts refuses to be started so often",
        periods=15,
    ),
)
