"""EventBridge rules. AWS publishes no recommendations for them; these are ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity

EVENT_RULE = (
    AlarmSpec(
        metric="FailedInvocations",
        why="An event matched, and its target could not be told for good",
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="InvocationsFailedToBeSentToDlq",
        why="An event could not even be kept: it is lost",
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="ThrottledRules", why="The rule runs later than it should, for want of quota", periods=5
    ),
)
