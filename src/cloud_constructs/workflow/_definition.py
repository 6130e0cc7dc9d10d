"""The state machine of a sync, as data: nothing here knows CDK, so that it can be read and tested alone.

    authenticate -> list -> anything new? -> transfer each item -> summary -> any failures? -> done
         |            |                            |                               |
         +------------+-- critical failure         +-- record, keep the item       +-- partial failure

Every state that can fail has a catch. An item that fails for good is recorded in the tracker, kept in the
queue of failures and counted; the run goes on with the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

State = dict[str, Any]

INVOKE = "arn:aws:states:::lambda:invoke"
RETRY_SECONDS = 30
RETRIES = 3  # after 30, 60 and 120 seconds, each with full jitter


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNames:
    """What the states are called that do the work, for those who read executions.

    Args:
        authenticate: The state that renews the credentials.
        list_items: The state that lists what the source has.
        check_new: The state that looks whether anything is new.
        transfer: The state that moves every new item.
    """

    authenticate: str = "AuthenticateSource"
    list_items: str = "ListItems"
    check_new: str = "CheckNewItems"
    transfer: str = "TransferItems"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The ARNs and names that the states refer to."""

    authenticate: str
    list_items: str
    transfer: str
    tracker: str
    item_key: str
    failures_url: str
    alerts: str


def definition(wiring: Wiring, names: StateNames, *, concurrency: int, timeout_seconds: int) -> State:
    """Return the definition of the state machine."""
    return {
        "Comment": "Copies what is new at a source, item by item, and says what became of each",
        "QueryLanguage": "JSONata",
        "TimeoutSeconds": timeout_seconds,
        "StartAt": names.authenticate,
        "States": {
            names.authenticate: _step(
                wiring.authenticate,
                {"provider": _jsonata("$states.input.provider"), "correlation_id": RUN},
                next=names.list_items,
                assign={"provider": _jsonata("$states.input.provider"), "correlation_id": RUN},
            ),
            names.list_items: _step(
                wiring.list_items,
                {"provider": _jsonata("$provider"), "correlation_id": _jsonata("$correlation_id")},
                next=names.check_new,
                assign={
                    "items": _jsonata("$states.result.Payload.items"),
                    "found": _jsonata("$states.result.Payload.found"),
                    "remaining": _jsonata("$states.result.Payload.remaining"),
                },
            ),
            names.check_new: {
                "Type": "Choice",
                "Choices": [{"Condition": _jsonata("$count($items) > 0"), "Next": names.transfer}],
                "Default": "GenerateSummary",
                "Output": [],
            },
            names.transfer: {
                "Type": "Map",
                "Items": _jsonata("$items"),
                "MaxConcurrency": concurrency,
                "ItemProcessor": _item_processor(wiring),
                "Catch": _critical(),
                "Next": "GenerateSummary",
            },
            **_ending(wiring),
        },
    }


def _jsonata(expression: str) -> str:
    return "{% " + expression + " %}"


# One id for the whole run, on every log line: the name of the execution, unless the run continues another.
RUN = _jsonata(
    "$exists($states.input.correlation_id) ? $states.input.correlation_id : $states.context.Execution.Name"
)


def _step(function: str, payload: State, *, next: str, assign: State) -> State:
    return {
        "Type": "Task",
        "Resource": INVOKE,
        "Arguments": {"FunctionName": function, "Payload": payload},
        "Assign": assign,
        "Output": _jsonata("$states.result.Payload"),
        "Retry": _retry(),
        "Catch": _critical(),
        "Next": next,
    }


def _retry() -> list[State]:
    """Return the retries of a function: bad input stays bad, anything else may pass."""
    return [
        {"ErrorEquals": ["InvalidEvent"], "MaxAttempts": 0},
        {
            "ErrorEquals": ["States.ALL"],
            "IntervalSeconds": RETRY_SECONDS,
            "BackoffRate": 2,
            "MaxAttempts": RETRIES,
            "JitterStrategy": "FULL",
        },
    ]


def _critical() -> list[State]:
    error = {"error": _jsonata("$states.errorOutput")}
    return [{"ErrorEquals": ["States.ALL"], "Next": "NotifyCriticalFailure", "Output": error}]


def _item_processor(wiring: Wiring) -> State:
    """Return what is done for each item; its input is the item."""
    item = _jsonata("$states.input")
    failed = {"item": item, "error": _jsonata("$states.errorOutput")}
    return {
        "ProcessorConfig": {"Mode": "INLINE"},
        "StartAt": "TransferItem",
        "States": {
            "TransferItem": {
                "Type": "Task",
                "Resource": INVOKE,
                "Arguments": {
                    "FunctionName": wiring.transfer,
                    "Payload": {
                        "provider": _jsonata("$provider"),
                        "correlation_id": _jsonata("$correlation_id"),
                        "item": item,
                    },
                },
                "Output": _jsonata("$states.result.Payload"),
                "Retry": _retry(),
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "RecordFailure", "Output": failed}],
                "End": True,
            },
            "RecordFailure": _record_failure(wiring),
            "KeepFailedItem": _keep_failed_item(wiring),
            "ItemFailed": {
                "Type": "Pass",
                "Output": {
                    wiring.item_key: _item_id(wiring),
                    "status": "FAILED",
                    "error": _jsonata("$states.input.error.Error"),
                },
                "End": True,
            },
        },
    }


def _item_id(wiring: Wiring) -> str:
    return _jsonata(f"$states.input.item.{wiring.item_key}")


def _record_failure(wiring: Wiring) -> State:
    """Return the state that makes the tracker honest, whatever became of the function."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:updateItem",
        "Arguments": {
            "TableName": wiring.tracker,
            "Key": {wiring.item_key: {"S": _item_id(wiring)}},
            "UpdateExpression": "SET #s = :failed, #t = :now, #e = :error, #p = :provider, #o = :run",
            "ConditionExpression": "attribute_not_exists(#s) OR #s <> :completed",
            "ExpressionAttributeNames": {
                "#s": "status",
                "#t": "sync_timestamp",
                "#e": "error",
                "#p": "provider",
                "#o": "owner",
            },
            "ExpressionAttributeValues": {
                ":failed": {"S": "FAILED"},
                ":completed": {"S": "COMPLETED"},
                ":now": {"S": _jsonata("$now()")},
                ":error": {"S": _jsonata("$states.input.error.Error")},
                ":provider": {"S": _jsonata("$provider")},
                ":run": {"S": _jsonata("$correlation_id")},
            },
        },
        "Output": _jsonata("$states.input"),
        "Retry": _retry(),
        "Catch": [
            {"ErrorEquals": ["States.ALL"], "Next": "KeepFailedItem", "Output": _jsonata("$states.input")}
        ],
        "Next": "KeepFailedItem",
    }


def _keep_failed_item(wiring: Wiring) -> State:
    """Return the state that keeps what a redrive needs."""
    message = "$string({'provider': $provider, 'correlation_id': $correlation_id, "
    message += "'item': $states.input.item, 'error': $states.input.error})"
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Arguments": {"QueueUrl": wiring.failures_url, "MessageBody": _jsonata(message)},
        "Output": _jsonata("$states.input"),
        "Retry": _retry(),
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "ItemFailed", "Output": _jsonata("$states.input")}],
        "Next": "ItemFailed",
    }


def _ending(wiring: Wiring) -> dict[str, State]:
    """Return the states after the last item."""
    count = "$count($states.input[status = '{}'])"
    # The first twenty: a notification holds 256 kB, and the tracker holds them all.
    missing = "[$states.input[status in ['FAILED', 'SOURCE_DELETED']][[0..19]]]"
    return {
        "GenerateSummary": {
            "Type": "Pass",
            "Output": {
                "provider": _jsonata("$provider"),
                "correlation_id": _jsonata("$correlation_id"),
                "found": _jsonata("$found"),
                "remaining": _jsonata("$remaining"),
                "completed": _jsonata(count.format("COMPLETED")),
                "skipped": _jsonata(count.format("SKIPPED")),
                "source_deleted": _jsonata(count.format("SOURCE_DELETED")),
                "failed": _jsonata(count.format("FAILED")),
                "bytes": _jsonata("$sum($append([0], $states.input.bytes))"),
                "missing": _jsonata(missing),
            },
            "Next": "CheckForFailures",
        },
        "CheckForFailures": {
            "Type": "Choice",
            # What the source deleted before it was copied is lost as well: the operator is told, once.
            "Choices": [
                {
                    "Condition": _jsonata("$states.input.failed + $states.input.source_deleted > 0"),
                    "Next": "NotifyPartialFailure",
                }
            ],
            "Default": "SyncCompleted",
        },
        "NotifyPartialFailure": _notify(
            wiring.alerts,
            "Sync finished, but not everything was copied",
            next="SyncCompleted",
            on_error="SyncCompleted",
        ),
        "NotifyCriticalFailure": _notify(
            wiring.alerts, "Sync failed", next="SyncFailed", on_error="SyncFailed"
        ),
        "SyncCompleted": {"Type": "Succeed"},
        "SyncFailed": {
            "Type": "Fail",
            "Error": "SyncFailed",
            "Cause": _jsonata("$string($states.input.error)"),
        },
    }


def _notify(alerts: str, subject: str, *, next: str, on_error: str) -> State:
    message = (
        f"$string({{'subject': '{subject}', 'run': $states.context.Execution.Id, 'what': $states.input}})"
    )
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Arguments": {"TopicArn": alerts, "Subject": subject, "Message": _jsonata(message)},
        "Output": _jsonata("$states.input"),
        "Retry": _retry(),
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": on_error, "Output": _jsonata("$states.input")}],
        "Next": next,
    }
