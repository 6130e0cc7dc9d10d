"""A run, followed through all of its executions, and what their histories say about it."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cloud_constructs.local.trials import TrialError

from .observation import Deployment

RUN_SECONDS = 3600.0
_POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Execution:
    """One execution that has ended."""

    arn: str
    status: str
    output: dict[str, Any]


def follow_run(aws: Deployment, first: str, tick: Callable[[], None]) -> list[Execution]:
    """Waits until a run has ended, in whichever execution; calls `tick` several times a second."""
    machine = aws.client("stepfunctions")
    ended: list[Execution] = []
    following: str | None = first
    deadline = time.monotonic() + RUN_SECONDS
    while following:
        described = machine.describe_execution(executionArn=following)
        tick()
        if described["status"] != "RUNNING":
            output = json.loads(described.get("output") or "{}")
            ended.append(Execution(following, described["status"], output))
            following = output.get("execution")
        elif time.monotonic() > deadline:
            machine.stop_execution(executionArn=following, cause="the scenario waits no longer")
            raise TrialError(f"The execution did not end within {RUN_SECONDS:.0f} seconds.")
        else:
            time.sleep(_POLL_SECONDS)
    return ended


def events_of(aws: Deployment, execution: Execution) -> Iterator[dict[str, Any]]:
    """The execution's history."""
    pages = aws.client("stepfunctions").get_paginator("get_execution_history")
    for page in pages.paginate(executionArn=execution.arn, maxResults=1000):
        yield from page["events"]


def listings_of(aws: Deployment, executions: list[Execution]) -> list[dict[str, Any]]:
    """What the lister answered, execution by execution."""
    return [
        json.loads(details["output"])
        for execution in executions
        for event in events_of(aws, execution)
        if (details := event.get("stateExitedEventDetails", {})).get("name") == "ListMedia"
    ]


def states_entered(aws: Deployment, executions: list[Execution]) -> int:
    """State transitions of the executions themselves, not of what their Map does for each item."""
    return sum(event["type"].endswith("StateEntered") for one in executions for event in events_of(aws, one))


def children_of(aws: Deployment, executions: list[Execution]) -> list[str]:
    """The statuses of the executions that a Map Run started, one for each item."""
    machine = aws.client("stepfunctions")
    runs = [
        run["mapRunArn"]
        for one in executions
        for run in machine.list_map_runs(executionArn=one.arn)["mapRuns"]
    ]
    pages = machine.get_paginator("list_executions")
    return [
        child["status"]
        for run in runs
        for page in pages.paginate(mapRunArn=run, PaginationConfig={"PageSize": 1000})
        for child in page["executions"]
    ]
