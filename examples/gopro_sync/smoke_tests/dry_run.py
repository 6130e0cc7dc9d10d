"""A run that authenticates and lists, copies nothing, and leaves nothing behind."""

import json
import time
import uuid
from typing import Any

from .checks import Environment
from .deployment import CheckFailedError, Deployment, NotJudgedError

TIMEOUT_SECONDS = 600.0
POLL_SECONDS = 1.0
STATUSES = ("IN_PROGRESS", "COMPLETED", "FAILED")


def dry_run(app: Deployment, _: Environment) -> str:
    """The state machine says what it would copy, and copies nothing."""
    states, name = app.client("stepfunctions"), f"smoke-{uuid.uuid4().hex[:12]}"
    execution = states.start_execution(
        stateMachineArn=app["StateMachineArn"],
        name=name,
        input=json.dumps({"provider": app.provider, "dry_run": True}),
    )["executionArn"]
    ended = _await_end(states, execution)
    if ended["status"] != "SUCCEEDED":
        raise CheckFailedError(
            f"the run {name} is {ended['status']}: {ended.get('cause') or 'see its history'}"
        )
    said = json.loads(ended["output"])
    if said["status"] == "SKIPPED":
        raise NotJudgedError("another run is under way")
    if said["status"] != "DRY_RUN":
        raise CheckFailedError(f"the run {name} was no dry one: {said['status']}")
    _require_nothing_written(app, name)
    return f"{said['found']} media listed, {said['would_transfer']} would be copied, nothing written"


def _await_end(states: Any, execution: str) -> dict[str, Any]:  # noqa: ANN401
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        found: dict[str, Any] = states.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found
        if time.monotonic() > deadline:
            raise CheckFailedError(f"the run does not end: {execution}")
        time.sleep(POLL_SECONDS)


def _require_nothing_written(app: Deployment, run: str) -> None:
    """Look for what a run leaves that copies: rows with its name as their owner, and objects."""
    dynamodb = app.client("dynamodb")
    for status in STATUSES:
        pages = dynamodb.get_paginator("query").paginate(
            TableName=app["TrackerTableName"],
            IndexName="status-sync_timestamp-index",
            KeyConditionExpression="#status = :status",
            FilterExpression="#owner = :run",
            ExpressionAttributeNames={"#status": "status", "#owner": "owner"},
            ExpressionAttributeValues={":status": {"S": status}, ":run": {"S": run}},
        )
        if any(page["Items"] for page in pages):
            raise CheckFailedError(f"the dry run {run} has written to the tracker")
    left = app.client("s3").list_objects_v2(Bucket=app["MediaBucketName"], Prefix=f"manifests/{run}")
    if left["KeyCount"]:
        raise CheckFailedError(f"the dry run {run} has left a manifest")
