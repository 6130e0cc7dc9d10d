"""How the items are moved: in a Map inside the execution, or in one execution each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.workflow._states.asl import (
    CRITICAL,
    PROVIDER,
    State,
    States,
    Wiring,
    critical,
    jsonata,
    on_error,
    passing_on,
    task,
)
from cloud_constructs.workflow._states.single_flight import HELD

if TYPE_CHECKING:
    from cloud_constructs.workflow._mode import Distribution

MAP_RUN_LABEL = "Transfer"
RESULTS = "sync-results"


def inline_map(wiring: Wiring, *, concurrency: int, next: str) -> State:
    """Return the Map over the items of one page; it answers with what became of each."""
    selected = {
        "provider": jsonata("$provider"),
        "correlation_id": jsonata("$correlation_id"),
        "item": jsonata("$states.context.Map.Item.Value"),
    }
    return {
        "Type": "Map",
        "Items": jsonata("$items"),
        "ItemSelector": selected,
        "MaxConcurrency": concurrency,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **_of_each_item(wiring)},
        "Catch": critical(),
        "Next": next,
    }


def distributed_map(
    wiring: Wiring, name: str, distribution: Distribution, *, concurrency: int, next: str
) -> States:
    """Return the Map over a manifest, and what counts its items afterwards.

    The Map alone is in JSONPath, as its reader and its selector only point at values. Its executions are
    not given the variables of the run, so that each item travels with its provider and its run.
    """
    batch = distribution.batch
    mode = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    work = _of_each_item(wiring, failing=True) if batch is None else _of_each_batch(wiring)
    state: State = {
        "Type": "Map",
        "Label": MAP_RUN_LABEL,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": distribution.manifest.value},
            "Parameters": {"Bucket": wiring.workspace, "Key.$": "$.manifest.key"},
        },
        "ItemSelector": {
            "provider.$": "$.provider",
            "correlation_id.$": "$.correlation_id",
            "item.$": "$$.Map.Item.Value",
        },
        "MaxConcurrency": concurrency,
        "ToleratedFailurePercentage": distribution.tolerated_failure_percentage,
        "ItemProcessor": {"ProcessorConfig": mode, **work},
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "WriterConfig": {"OutputType": "JSONL", "Transformation": "COMPACT"},
            "Parameters": {"Bucket": wiring.workspace, "Prefix": RESULTS},
        },
        "ResultPath": None,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": CRITICAL, "ResultPath": "$.error"}],
        "Next": "FindMapRun",
    }
    if batch is not None:
        state["ItemBatcher"] = {
            "MaxItemsPerBatch": batch.items,
            "MaxInputBytesPerBatch": batch.kilobytes * 1024,
        }
    this_run = {"ExecutionArn": jsonata("$states.context.Execution.Id")}
    return {
        name: state,
        "FindMapRun": {
            **task("aws-sdk:sfn:listMapRuns", this_run),
            "Output": jsonata("$states.result.MapRuns[0].MapRunArn"),
            "Catch": critical(),
            "Next": "CountItems",
        },
        "CountItems": {
            **task("aws-sdk:sfn:describeMapRun", {"MapRunArn": jsonata("$states.input")}),
            "Output": jsonata("$states.result.ItemCounts"),
            "Catch": critical(),
            "Next": next,
        },
    }


def _of_each_item(wiring: Wiring, *, failing: bool = False) -> State:
    """Return what is done for each item: `{"provider", "correlation_id", "item"}`.

    An item that fails for good is recorded, kept and counted. Inside a run that is all; an execution of its
    own also fails, because that is what the tolerance is measured by.
    """
    payload = {name: jsonata(f"$states.input.{name}") for name in ("provider", "correlation_id", "item")}
    arguments = {"FunctionName": wiring.transfer, "Payload": {**payload, "tracker": wiring.ledger}}
    failed = jsonata("$merge([$states.input, {'error': $states.errorOutput}])")
    return {
        "StartAt": "TransferItem",
        "States": {
            "TransferItem": {
                **task("lambda:invoke", arguments),
                "Output": jsonata("$states.result.Payload"),
                "Catch": on_error("RecordFailure", failed),
                "End": True,
            },
            "RecordFailure": _record_failure(wiring),
            "KeepFailedItem": _keep_failed_item(wiring),
            "ItemFailed": _failure() if failing else _failed_item(wiring),
        },
    }


def _of_each_batch(wiring: Wiring) -> State:
    """Return what is done for a batch, whose execution fails if one of its items does."""
    return {
        "StartAt": "TransferBatch",
        "States": {
            "TransferBatch": {
                "Type": "Map",
                "Items": jsonata("$states.input.Items"),
                "MaxConcurrency": 1,
                "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **_of_each_item(wiring)},
                "Catch": on_error("BatchFailed", {"error": jsonata("$states.errorOutput")}),
                "Next": "CheckBatch",
            },
            "CheckBatch": {
                "Type": "Choice",
                "Choices": [
                    {
                        "Condition": jsonata("$count($states.input[status = 'FAILED']) > 0"),
                        "Next": "BatchFailed",
                        "Output": {"error": {"Error": "ItemsFailed"}},
                    }
                ],
                "Default": "BatchDone",
            },
            "BatchDone": {"Type": "Succeed"},
            "BatchFailed": _failure(),
        },
    }


def _failure() -> State:
    return {
        "Type": "Fail",
        "Error": jsonata("$states.input.error.Error"),
        "Cause": jsonata("$string($states.input)"),
    }


def _failed_item(wiring: Wiring) -> State:
    output = {
        wiring.item_key: _item_id(wiring),
        "status": "FAILED",
        "error": jsonata("$states.input.error.Error"),
    }
    return {"Type": "Pass", "Output": output, "End": True}


def _item_id(wiring: Wiring) -> str:
    return jsonata(f"$states.input.item.{wiring.item_key}")


def _record_failure(wiring: Wiring) -> State:
    """Return the state that makes the tracker honest, whatever became of the function."""
    values = {
        ":failed": "FAILED",
        ":completed": "COMPLETED",
        ":now": jsonata("$now()"),
        ":error": jsonata("$states.input.error.Error"),
        ":run": jsonata("$states.input.correlation_id"),
    }
    names = {"#s": "status", "#t": "sync_timestamp", "#e": "error", "#o": "owner"}
    changes = "SET #s = :failed, #t = :now, #e = :error, #o = :run"
    provider = jsonata("$states.input.provider")
    if not wiring.keyed_by_provider:  # DynamoDB refuses to set what is part of the key
        names["#p"], values[":provider"] = PROVIDER, provider
        changes += ", #p = :provider"
    update = {
        **wiring.row(provider, _item_id(wiring)),
        "UpdateExpression": changes,
        "ConditionExpression": "attribute_not_exists(#s) OR #s <> :completed",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
    }
    return passing_on(task("dynamodb:updateItem", update, HELD), next="KeepFailedItem")


def _keep_failed_item(wiring: Wiring) -> State:
    """Return the state that keeps what a redrive needs."""
    message = {"QueueUrl": wiring.failures_url, "MessageBody": jsonata("$string($states.input)")}
    return passing_on(task("sqs:sendMessage", message), next="ItemFailed")
