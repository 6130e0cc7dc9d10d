"""How a run ends: what it tells, what it counts, and whether another execution goes on for it."""

from __future__ import annotations

from cloud_constructs.core import Service
from cloud_constructs.workflow._states.asl import (
    CRITICAL,
    State,
    States,
    Wiring,
    critical,
    jsonata,
    notice,
    passing_on,
    task,
)
from cloud_constructs.workflow._states.single_flight import releasing_the_lock

METRICS = Service.SYNC_PIPELINE.namespace
NOTHING_SO_FAR: State = {
    "completed": 0,
    "skipped": 0,
    "source_deleted": 0,
    "failed": 0,
    "bytes": 0,
    "missing": [],
}
# Of what is not there the first twenty: a notification holds 256 kB, and the tracker holds them all.
NAMED = "[0..19]"


def summary_of_page(*, next: str) -> State:
    """Return the summary of what became of each item, on top of what earlier pages counted."""
    count = "$so_far.{0} + $count($states.input[status = '{1}'])"
    missing = "$states.input[status in ['FAILED', 'SOURCE_DELETED']]"
    return _summary(
        {
            "completed": jsonata(count.format("completed", "COMPLETED")),
            "skipped": jsonata(count.format("skipped", "SKIPPED")),
            "source_deleted": jsonata(count.format("source_deleted", "SOURCE_DELETED")),
            "failed": jsonata(count.format("failed", "FAILED")),
            "bytes": jsonata("$sum($append([$so_far.bytes], $states.input.bytes))"),
            "missing": jsonata(f"[$append($so_far.missing, {missing})[{NAMED}]]"),
        },
        next=next,
    )


def summary_of_map_run(*, next: str) -> State:
    """Return the summary of a Map Run, whose counts are all that a run of any size can carry."""
    failed = "$states.input.Failed + $states.input.TimedOut + $states.input.Aborted"
    return _summary(
        {
            **NOTHING_SO_FAR,
            "completed": jsonata("$exists($states.input.Succeeded) ? $states.input.Succeeded : 0"),
            "failed": jsonata(f"$exists($states.input.Failed) ? {failed} : 0"),
        },
        next=next,
    )


def _summary(counts: State, *, next: str) -> State:
    output = {
        "status": "COMPLETED",
        "provider": jsonata("$provider"),
        "correlation_id": jsonata("$correlation_id"),
        "found": jsonata("$found"),
        "remaining": jsonata("$remaining"),
        **counts,
    }
    return {"Type": "Pass", "Output": output, "Next": next}


def continuing(*, pages: int, next: str) -> States:
    """Return the states that go on with the next page in a new execution, before the history is full."""
    following = {
        "provider": jsonata("$provider"),
        "correlation_id": jsonata("$correlation_id"),
        "continues": {
            "page": jsonata("$page + 1"),
            "cursor": jsonata("$cursor"),
            "so_far": jsonata("$states.input"),
        },
    }
    execution = {
        "StateMachineArn": jsonata("$states.context.StateMachine.Id"),
        # The same name for a second try: Step Functions then starts nothing twice.
        "Name": jsonata("$substring($correlation_id, 0, 70) & '-' & $string($page + 1)"),
        "Input": following,
    }
    return {
        "CheckForMore": {
            "Type": "Choice",
            "Choices": [
                {"Condition": jsonata(f"$cursor != null and $page < {pages}"), "Next": "ContinueRun"}
            ],
            "Default": next,
        },
        "ContinueRun": {
            **task("states:startExecution", execution),
            "Output": {
                "status": "CONTINUES",
                "provider": jsonata("$provider"),
                "correlation_id": jsonata("$correlation_id"),
                "execution": jsonata("$states.result.ExecutionArn"),
            },
            "Catch": critical(),
            "Next": "RunContinues",
        },
        "RunContinues": {"Type": "Succeed"},
    }


def ending(wiring: Wiring) -> States:
    """Return the states after the summary, and those of a run that cannot go on."""
    missing = "$states.input.failed + $states.input.source_deleted"
    drift = "$sum([$states.input.drift.missing, $states.input.drift.differing])"
    refused = "$exists($states.input.deletions_refused)"
    return {
        "CheckForFailures": {
            "Type": "Choice",
            # What the source deleted before it was copied is lost as well: the operator is told, once.
            "Choices": [
                {
                    "Condition": jsonata(f"{missing} > 0 or {drift} > 0 or {refused}"),
                    "Next": "NotifyPartialFailure",
                }
            ],
            "Default": "PublishMetrics",
        },
        "NotifyPartialFailure": notice(
            wiring.alerts, "Sync finished, but not everything was copied", next="PublishMetrics"
        ),
        "PublishMetrics": _metrics(next="ReleaseLock"),
        "ReleaseLock": releasing_the_lock(wiring, next="SyncCompleted"),
        "SyncCompleted": {"Type": "Succeed"},
        CRITICAL: notice(wiring.alerts, "Sync failed", next="ReleaseLockAfterFailure"),
        "ReleaseLockAfterFailure": releasing_the_lock(wiring, next="SyncFailed"),
        "SyncFailed": {
            "Type": "Fail",
            "Error": "SyncFailed",
            "Cause": jsonata("$string($states.input.error)"),
        },
    }


def _metrics(*, next: str) -> State:
    """Return the state whose silence is what the alarm on freshness hears."""
    values = {
        "RunsCompleted": "1",
        "ItemsCopied": "$states.input.completed",
        "ItemsFailed": "$states.input.failed + $states.input.source_deleted",
        "ItemsRemaining": "$states.input.remaining",
        "BytesCopied": "$states.input.bytes",
    }
    dimensions = [{"Name": "StateMachineArn", "Value": jsonata("$states.context.StateMachine.Id")}]
    data = [
        {"MetricName": name, "Value": jsonata(value), "Dimensions": dimensions}
        for name, value in values.items()
    ]
    return passing_on(
        task("aws-sdk:cloudwatch:putMetricData", {"Namespace": METRICS, "MetricData": data}), next=next
    )
