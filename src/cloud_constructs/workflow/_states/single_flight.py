"""A lock in the tracker, so that two runs of one provider never work at once.

A lock that nobody releases, because its run was stopped or timed out, is over when its lease is: that is
later than any run may last.
"""

from __future__ import annotations

from cloud_constructs.workflow._states.asl import State, States, Wiring, critical, jsonata, passing_on, task

LEASE_MARGIN = 300
HELD = "DynamoDB.ConditionalCheckFailedException"


def taking_the_lock(wiring: Wiring, *, timeout_seconds: int, next: str) -> States:
    """Return the states before the first step; a run that comes too early ends as SKIPPED."""
    skipped = {
        "status": "SKIPPED",
        "provider": jsonata("$provider"),
        "correlation_id": jsonata("$correlation_id"),
        "reason": "another run of this provider is at work",
    }
    update = {
        **_lock(wiring),
        "UpdateExpression": "SET #owner = :run, #until = :until, #execution = :execution",
        # A run that continues itself has the lock already.
        "ConditionExpression": "attribute_not_exists(#owner) OR #owner = :run OR #until < :now",
        "ExpressionAttributeNames": {
            "#owner": "owner",
            "#until": "lease_until",
            "#execution": "execution",
        },
        "ExpressionAttributeValues": {
            ":run": {"S": jsonata("$correlation_id")},
            ":execution": {"S": jsonata("$states.context.Execution.Id")},
            ":now": {"N": _seconds(0)},
            ":until": {"N": _seconds(timeout_seconds + LEASE_MARGIN)},
        },
    }
    held = {"ErrorEquals": [HELD], "Next": "SyncSkipped", "Output": skipped}
    return {
        "TakeLock": {
            **task("dynamodb:updateItem", update, HELD),
            "Output": jsonata("$states.input"),
            "Catch": [held, *critical()],
            "Next": next,
        },
        "SyncSkipped": {"Type": "Succeed"},
    }


def releasing_the_lock(wiring: Wiring, *, next: str) -> State:
    """Return the state that every run ends with that had the lock."""
    update = {
        **_lock(wiring),
        "UpdateExpression": "REMOVE #owner, #until",
        "ConditionExpression": "#owner = :run",
        "ExpressionAttributeNames": {"#owner": "owner", "#until": "lease_until"},
        "ExpressionAttributeValues": {":run": {"S": jsonata("$correlation_id")}},
    }
    return passing_on(task("dynamodb:updateItem", update, HELD), next=next)


def _lock(wiring: Wiring) -> State:
    return wiring.row(jsonata("$provider"), jsonata("'lock#' & $provider"))


def _seconds(later: int) -> str:
    return jsonata(f"$string($floor($millis() / 1000) + {later})")
