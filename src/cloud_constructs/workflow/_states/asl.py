"""The idioms of the Amazon States Language that every part of a sync is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

State = dict[str, Any]
States = dict[str, State]

RETRY_SECONDS = 30
RETRIES = 3  # after 30, 60 and 120 seconds, each with full jitter
CRITICAL = "NotifyCriticalFailure"
PROVIDER = "provider"
"""The attribute of the tracker that says whose item a row is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The ARNs and names that the states refer to."""

    authenticate: str
    list_items: str
    transfer: str
    tracker: str
    item_key: str
    keyed_by_provider: bool = False
    failures_url: str
    alerts: str
    workspace: str
    compare: str | None = None
    delete: str | None = None

    @property
    def ledger(self) -> State:
        """What a step needs to find an item in the tracker."""
        return {"table": self.tracker, "key": self.item_key}

    def row(self, provider: str, id: str) -> State:
        """Return which row an update is for."""
        key = {PROVIDER: {"S": provider}} if self.keyed_by_provider else {}
        return {"TableName": self.tracker, "Key": {**key, self.item_key: {"S": id}}}


def jsonata(expression: str) -> str:
    """Return a value that Step Functions computes."""
    return "{% " + expression + " %}"


def task(resource: str, arguments: State, *hopeless: str) -> State:
    """Return a call that is tried again, except after errors that no second try mends."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Arguments": arguments,
        "Retry": [
            {"ErrorEquals": ["InvalidEvent", *hopeless], "MaxAttempts": 0},
            {
                "ErrorEquals": ["States.ALL"],
                "IntervalSeconds": RETRY_SECONDS,
                "BackoffRate": 2,
                "MaxAttempts": RETRIES,
                "JitterStrategy": "FULL",
            },
        ],
    }


def step(function: str, **payload: object) -> State:
    """Return the call of a function, which is always told which run it works for."""
    run = {"provider": jsonata("$provider"), "correlation_id": jsonata("$correlation_id")}
    return task("lambda:invoke", {"FunctionName": function, "Payload": {**run, **payload}})


def on_error(target: str, output: State | str) -> list[State]:
    """Return what happens after the last try."""
    return [{"ErrorEquals": ["States.ALL"], "Next": target, "Output": output}]


def critical() -> list[State]:
    """Return the end of a run that cannot go on."""
    return on_error(CRITICAL, {"error": jsonata("$states.errorOutput")})


def passing_on(state: State, *, next: str) -> State:
    """Return a state that leaves its input as it is and that the run survives the failure of."""
    same = jsonata("$states.input")
    return {**state, "Output": same, "Catch": on_error(next, same), "Next": next}


def notice(alerts: str, subject: str, *, next: str) -> State:
    """Return the state that tells the operator; a run does not fail for want of it."""
    message = (
        f"$string({{'subject': '{subject}', 'run': $states.context.Execution.Id, 'what': $states.input}})"
    )
    arguments = {"TopicArn": alerts, "Subject": subject, "Message": jsonata(message)}
    return passing_on(task("sns:publish", arguments), next=next)
