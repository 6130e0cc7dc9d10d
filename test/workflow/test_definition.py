"""The state machine as data: what GS-8 asks of it, without CDK."""

from collections.abc import Iterator
from typing import Any

import pytest

from cloud_constructs.workflow import StateNames
from cloud_constructs.workflow._definition import Wiring, definition

WIRING = Wiring(
    authenticate="arn:authenticate",
    list_items="arn:list",
    transfer="arn:transfer",
    tracker="tracker",
    item_key="photo_id",
    failures_url="https://queue",
    alerts="arn:alerts",
)
MACHINE = definition(WIRING, StateNames(), concurrency=5, timeout_seconds=43_200)
ITEM_STATES = MACHINE["States"]["TransferItems"]["ItemProcessor"]["States"]


def all_states(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        yield name, state
        yield from all_states(state.get("ItemProcessor", {}).get("States", {}))


STATES = dict(all_states(MACHINE["States"]))
CAN_FAIL = [name for name, state in STATES.items() if state["Type"] in {"Task", "Map"}]


def test_the_states_are_those_of_the_specification() -> None:  # GS-8
    names = StateNames(
        authenticate="AuthenticateProvider",
        list_items="ListMedia",
        check_new="CheckNewVideos",
        transfer="DownloadVideos",
    )
    states = definition(WIRING, names, concurrency=5, timeout_seconds=43_200)["States"]

    assert set(states) == {
        *("AuthenticateProvider", "ListMedia", "CheckNewVideos", "DownloadVideos"),
        *("GenerateSummary", "CheckForFailures", "NotifyPartialFailure", "NotifyCriticalFailure"),
        *("SyncCompleted", "SyncFailed"),
    }


@pytest.mark.parametrize("name", CAN_FAIL)
def test_every_state_that_can_fail_has_a_catch(name: str) -> None:  # GS-8
    (catch,) = STATES[name]["Catch"]

    assert catch["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("name", [name for name in CAN_FAIL if STATES[name]["Type"] == "Task"])
def test_every_task_is_tried_again_after_30_60_and_120_seconds_with_jitter(name: str) -> None:  # GS-8
    bad_input, retry = STATES[name]["Retry"]

    assert bad_input == {"ErrorEquals": ["InvalidEvent"], "MaxAttempts": 0}
    waits = [retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])]
    assert waits == [30, 60, 120]
    assert retry["JitterStrategy"] == "FULL"


def test_every_next_state_exists() -> None:
    for states in (MACHINE["States"], ITEM_STATES):
        for state in states.values():
            targets = [state.get("Next"), state.get("Default")]
            targets += [rule["Next"] for rule in (*state.get("Catch", ()), *state.get("Choices", ()))]
            assert {target for target in targets if target} <= states.keys()


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


def test_the_correlation_id_travels_through_every_function() -> None:  # GS-1
    invocations = [state for state in STATES.values() if state.get("Resource", "").endswith("lambda:invoke")]

    assert len(invocations) == 3
    for state in invocations:
        assert "correlation_id" in state["Arguments"]["Payload"]


def test_no_word_of_any_provider_is_in_it() -> None:
    assert "gopro" not in str(MACHINE).lower()


def test_concurrency_and_timeout_are_the_callers() -> None:
    machine = definition(WIRING, StateNames(), concurrency=7, timeout_seconds=60)

    assert machine["TimeoutSeconds"] == 60
    assert machine["States"]["TransferItems"]["MaxConcurrency"] == 7
