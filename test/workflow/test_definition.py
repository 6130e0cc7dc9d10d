"""The state machine as data: what GS-8 asks of it, without CDK."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cloud_constructs.workflow import Batch, ManifestFormat, Mode, StateNames
from cloud_constructs.workflow._definition import definition
from cloud_constructs.workflow._states.asl import Wiring

WIRING = Wiring(
    authenticate="arn:authenticate",
    list_items="arn:list",
    transfer="arn:transfer",
    tracker="tracker",
    item_key="photo_id",
    failures_url="https://queue",
    alerts="arn:alerts",
    workspace="media",
    compare="arn:compare",
    delete="arn:delete",
)


def machine(mode: Mode | None = None, names: StateNames | None = None, **wiring: Any) -> dict[str, Any]:
    return definition(
        replace(WIRING, **wiring),
        names or StateNames(),
        mode or Mode.map(),
        concurrency=5,
        timeout_seconds=43_200,
        at_most_percent=5,
    )


def all_states(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        yield name, state
        yield from all_states(state.get("ItemProcessor", {}).get("States", {}))


MACHINES = {
    "map": machine(),
    "distributed": machine(Mode.distributed()),
    "batches": machine(Mode.distributed(batch=Batch(items=50, kilobytes=64))),
}
STATES = {
    f"{kind}-{name}": state for kind, body in MACHINES.items() for name, state in all_states(body["States"])
}
CAN_FAIL = [name for name, state in STATES.items() if state["Type"] in {"Task", "Map"}]
ITEM_STATES = MACHINES["map"]["States"]["TransferItems"]["ItemProcessor"]["States"]


def test_the_states_are_those_of_the_specification() -> None:  # GS-8
    names = StateNames(
        authenticate="AuthenticateProvider",
        list_items="ListMedia",
        check_new="CheckNewVideos",
        transfer="DownloadVideos",
    )
    states = machine(names=names, compare=None)["States"]

    assert set(states) == {
        *("AuthenticateProvider", "ListMedia", "CheckNewVideos", "DownloadVideos"),
        *("GenerateSummary", "CheckForFailures", "NotifyPartialFailure", "NotifyCriticalFailure"),
        *("BeginRun", "TakeLock", "SyncSkipped", "SummariseDryRun"),
        *("CheckForMore", "ContinueRun", "RunContinues", "PublishMetrics"),
        *("ReleaseLock", "SyncCompleted", "ReleaseLockAfterFailure", "SyncFailed"),
    }


def test_every_row_that_is_written_is_found_by_provider_and_id_if_the_tracker_is() -> None:  # GS-20
    body = machine(keyed_by_provider=True)
    updates = {
        name: state["Arguments"]
        for name, state in all_states(body["States"])
        if state.get("Resource", "").endswith("dynamodb:updateItem")
    }

    assert set(updates) == {"TakeLock", "ReleaseLock", "ReleaseLockAfterFailure", "RecordFailure"}
    assert all(list(update["Key"]) == ["provider", "photo_id"] for update in updates.values())
    # What is part of the key cannot be set.
    assert "provider" not in updates["RecordFailure"]["ExpressionAttributeNames"].values()
    assert ":provider" not in updates["RecordFailure"]["ExpressionAttributeValues"]
    alone = ITEM_STATES["RecordFailure"]["Arguments"]
    assert list(alone["Key"]) == ["photo_id"]
    assert alone["ExpressionAttributeNames"]["#p"] == "provider"
    assert "#p = :provider" in alone["UpdateExpression"]


@pytest.mark.parametrize("name", CAN_FAIL)
def test_every_state_that_can_fail_has_a_catch(name: str) -> None:  # GS-8
    assert STATES[name]["Catch"][-1]["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("name", [name for name in CAN_FAIL if STATES[name]["Type"] == "Task"])
def test_every_task_is_tried_again_after_30_60_and_120_seconds_with_jitter(name: str) -> None:  # GS-8
    hopeless, retry = STATES[name]["Retry"]

    assert hopeless["MaxAttempts"] == 0
    assert "InvalidEvent" in hopeless["ErrorEquals"]
    waits = [retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])]
    assert waits == [30, 60, 120]
    assert retry["JitterStrategy"] == "FULL"


def levels(states: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield states
    for state in states.values():
        if "ItemProcessor" in state:
            yield from levels(state["ItemProcessor"]["States"])


@pytest.mark.parametrize("kind", MACHINES)
def test_every_next_state_exists_and_every_state_is_reached(kind: str) -> None:
    for states in levels(MACHINES[kind]["States"]):
        reached = {next(iter(states))}
        for state in states.values():
            targets = [state.get("Next"), state.get("Default")]
            targets += [rule["Next"] for rule in (*state.get("Catch", ()), *state.get("Choices", ()))]
            reached |= {target for target in targets if target}
        assert reached == states.keys()


@pytest.mark.parametrize("kind", MACHINES)
def test_no_way_to_an_end_leaves_the_lock_behind(kind: str) -> None:
    states = MACHINES[kind]["States"]
    ends = {"SyncCompleted": "ReleaseLock", "SyncFailed": "ReleaseLockAfterFailure"}

    for end, release in ends.items():
        before = {name for name, state in states.items() if end in str(state.get("Next"))}
        assert before == {release}
    # Those that keep it: a run that never had it, and one whose next execution takes it over.
    others = {name for name, state in states.items() if state["Type"] in {"Succeed", "Fail"}} - ends.keys()
    assert others == {"SyncSkipped", "RunContinues"} & states.keys()


def test_the_lock_lasts_longer_than_any_execution() -> None:
    values = MACHINES["map"]["States"]["TakeLock"]["Arguments"]["ExpressionAttributeValues"]

    assert values[":until"]["N"].endswith("+ 43500) %}")


def test_what_a_condition_refuses_is_not_asked_again() -> None:
    held = "DynamoDB.ConditionalCheckFailedException"
    conditional = [state for state in STATES.values() if "ConditionExpression" in state.get("Arguments", {})]

    assert conditional
    for state in conditional:
        assert held in state["Retry"][0]["ErrorEquals"]


def test_a_failed_item_is_recorded_then_kept_then_counted() -> None:
    path, name = [], "TransferItem"
    while name != "ItemFailed":
        name = ITEM_STATES[name]["Catch"][0]["Next"] if name == "TransferItem" else ITEM_STATES[name]["Next"]
        path.append(name)

    assert path == ["RecordFailure", "KeepFailedItem", "ItemFailed"]


def test_a_completed_item_is_never_recorded_as_failed() -> None:
    record = ITEM_STATES["RecordFailure"]["Arguments"]

    assert record["ConditionExpression"] == "attribute_not_exists(#s) OR #s <> :completed"
    assert record["Key"] == {"photo_id": {"S": "{% $states.input.item.photo_id %}"}}


@pytest.mark.parametrize(("kind", "functions"), [("map", 5), ("distributed", 5), ("batches", 5)])
def test_the_correlation_id_travels_through_every_function(kind: str, functions: int) -> None:  # GS-1
    invocations = [
        state
        for name, state in STATES.items()
        if name.startswith(kind) and state.get("Resource", "").endswith("lambda:invoke")
    ]

    assert len(invocations) == functions
    for state in invocations:
        assert "correlation_id" in state["Arguments"]["Payload"]


def test_no_word_of_any_provider_is_in_it() -> None:
    assert "gopro" not in str(MACHINES).lower()


def test_concurrency_and_timeout_are_the_callers() -> None:
    for mode in (Mode.map(), Mode.distributed()):
        body = definition(WIRING, StateNames(), mode, concurrency=7, timeout_seconds=60)

        assert body["TimeoutSeconds"] == 60
        assert body["States"]["TransferItems"]["MaxConcurrency"] == 7


def test_a_distributed_run_reads_its_manifest_and_writes_its_results_to_the_workspace() -> None:
    state = MACHINES["distributed"]["States"]["TransferItems"]

    assert state["ItemReader"] == {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"},
        "Parameters": {"Bucket": "media", "Key.$": "$.manifest.key"},
    }
    assert state["ResultWriter"]["Parameters"] == {"Bucket": "media", "Prefix": "sync-results"}
    assert state["ToleratedFailurePercentage"] == 10
    assert "ItemBatcher" not in state


def test_an_inventory_of_s3_is_a_manifest_too() -> None:
    body = machine(Mode.distributed(manifest=ManifestFormat.S3_INVENTORY))

    reader = body["States"]["TransferItems"]["ItemReader"]
    assert reader["ReaderConfig"] == {"InputType": "MANIFEST"}


def test_batches_are_bounded_by_items_and_bytes() -> None:
    state = MACHINES["batches"]["States"]["TransferItems"]

    assert state["ItemBatcher"] == {"MaxItemsPerBatch": 50, "MaxInputBytesPerBatch": 65_536}
    assert state["ItemProcessor"]["StartAt"] == "TransferBatch"


def test_in_a_distributed_machine_every_state_but_the_map_says_that_it_is_in_jsonata() -> None:
    """Step Functions takes both languages in one machine only if JSONata is the exception."""
    for kind in ("distributed", "batches"):
        assert "QueryLanguage" not in MACHINES[kind]
        plain = [name for name, state in all_states(MACHINES[kind]["States"]) if "QueryLanguage" not in state]
        assert plain == ["TransferItems"]


def test_what_runs_in_executions_of_its_own_refers_to_no_variable_of_the_run() -> None:
    for kind in ("distributed", "batches"):
        processor = MACHINES[kind]["States"]["TransferItems"]["ItemProcessor"]
        assert not re.findall(r"\$(?:provider|correlation_id|tracker)\b", json.dumps(processor))


def test_without_a_reconciliation_nothing_is_compared_and_without_a_step_nothing_deleted() -> None:
    assert "Reconcile" not in machine(compare=None, delete=None)["States"]
    looking = machine(delete=None)["States"]

    assert looking["Reconcile"]["Next"] == "CheckForFailures"
    assert "DeleteSurplus" not in looking
