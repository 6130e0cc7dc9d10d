"""The state machine of a sync, as data.

    begin -> take the lock -> authenticate -> list -> anything new? -> transfer -> summary -> more? -> ...
                  |                |           |         |                |                      |
               skipped             |           |      dry run             |             a new execution
                                   +-----------+-- critical failure ------+

    ... -> reconcile, if asked for -> any failures? -> metrics -> release the lock -> done
                                           |
                                    partial failure

Every state that can fail has a catch. An item that fails for good is recorded in the tracker, kept in the
queue of failures and counted; the run goes on with the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cloud_constructs.workflow._states.asl import State, States, Wiring, critical, jsonata, step
from cloud_constructs.workflow._states.ending import (
    NOTHING_SO_FAR,
    continuing,
    ending,
    summary_of_map_run,
    summary_of_page,
)
from cloud_constructs.workflow._states.reconciliation import reconciling
from cloud_constructs.workflow._states.single_flight import taking_the_lock
from cloud_constructs.workflow._states.transfer import distributed_map, inline_map

if TYPE_CHECKING:
    from cloud_constructs.workflow._mode import Mode

MANIFESTS = "manifests"


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


def definition(
    wiring: Wiring,
    names: StateNames,
    mode: Mode,
    *,
    concurrency: int,
    timeout_seconds: int,
    at_most_percent: int = 0,
) -> State:
    """Return the definition of the state machine."""
    after_summary = "Reconcile" if wiring.compare else "CheckForFailures"
    states = {
        "BeginRun": _begin(next="TakeLock"),
        **taking_the_lock(wiring, timeout_seconds=timeout_seconds, next=names.authenticate),
        names.authenticate: {
            **step(wiring.authenticate),
            "Output": jsonata("$states.result.Payload"),
            "Catch": critical(),
            "Next": names.list_items,
        },
        names.list_items: _list(wiring, next=names.check_new),
        names.check_new: _check_new(mode, names),
        "SummariseDryRun": _dry_run(next="ReleaseLock"),
        **_transfer(wiring, names, mode, concurrency=concurrency, next=after_summary),
        **ending(wiring),
    }
    if wiring.compare:
        states |= reconciling(
            wiring, wiring.compare, at_most_percent=at_most_percent, next="CheckForFailures"
        )
    machine: State = {
        "Comment": "Copies what is new at a source, item by item, and says what became of each",
        "TimeoutSeconds": timeout_seconds,
        "StartAt": "BeginRun",
    }
    if mode.distribution is None:
        return {**machine, "QueryLanguage": "JSONata", "States": states}
    return {**machine, "States": _in_jsonata(states, besides=names.transfer)}


def _begin(*, next: str) -> State:
    """Return the state that remembers what the run was started for.

    One id for the whole run stands on every log line: the name of its first execution.
    """
    first = "$exists($states.input.{0}) ? $states.input.{0} : {1}"
    return {
        "Type": "Pass",
        "Assign": {
            "provider": jsonata("$states.input.provider"),
            "correlation_id": jsonata(first.format("correlation_id", "$states.context.Execution.Name")),
            "dry_run": jsonata(f"$boolean({first.format('dry_run', 'false')})"),
            "page": jsonata(first.format("continues.page", "1")),
            "cursor": jsonata(first.format("continues.cursor", "null")),
            "so_far": jsonata(first.format("continues.so_far", _literal(NOTHING_SO_FAR))),
        },
        "Next": next,
    }


def _list(wiring: Wiring, *, next: str) -> State:
    asked = {
        "tracker": wiring.ledger,
        "cursor": jsonata("$cursor"),
        "dry_run": jsonata("$dry_run"),
        "manifest": {
            "bucket": wiring.workspace,
            "key": jsonata(f"'{MANIFESTS}/' & $correlation_id & '.json'"),
        },
    }
    answer = "$states.result.Payload"
    optional = f"$exists({answer}.{{0}}) ? {answer}.{{0}} : {{1}}"
    return {
        **step(wiring.list_items, **asked),
        "Assign": {
            "items": jsonata(optional.format("items", "[]")),
            "found": jsonata(f"{answer}.found"),
            "remaining": jsonata(f"{answer}.remaining"),
            "cursor": jsonata(optional.format("next", "null")),
            "manifest": jsonata(optional.format("manifest", "null")),
        },
        "Output": jsonata(answer),
        "Catch": critical(),
        "Next": next,
    }


def _check_new(mode: Mode, names: StateNames) -> State:
    if mode.distribution is None:
        new: State = {"Condition": jsonata("$count($items) > 0"), "Next": names.transfer}
        nothing: object = []
    else:
        travelling = {name: jsonata(f"${name}") for name in ("provider", "correlation_id", "manifest")}
        new = {"Condition": jsonata("$manifest != null"), "Next": names.transfer, "Output": travelling}
        nothing = {}
    return {
        "Type": "Choice",
        "Choices": [{"Condition": jsonata("$dry_run"), "Next": "SummariseDryRun"}, new],
        "Default": "GenerateSummary",
        "Output": nothing,
    }


def _dry_run(*, next: str) -> State:
    output = {
        "status": "DRY_RUN",
        "provider": jsonata("$provider"),
        "correlation_id": jsonata("$correlation_id"),
        "found": jsonata("$found"),
        "would_transfer": jsonata("$count($items) + $remaining"),
        "manifest": jsonata("$manifest"),
    }
    return {"Type": "Pass", "Output": output, "Next": next}


def _transfer(wiring: Wiring, names: StateNames, mode: Mode, *, concurrency: int, next: str) -> States:
    if mode.distribution is None:
        return {
            names.transfer: inline_map(wiring, concurrency=concurrency, next="GenerateSummary"),
            "GenerateSummary": summary_of_page(next="CheckForMore"),
            **continuing(pages=mode.pages, next=next),
        }
    return {
        **distributed_map(
            wiring, names.transfer, mode.distribution, concurrency=concurrency, next="GenerateSummary"
        ),
        "GenerateSummary": summary_of_map_run(next=next),
    }


def _in_jsonata(states: States, *, besides: str = "") -> States:
    """Return the states of a machine that is not in JSONata as a whole, each of them saying so."""
    return {
        name: _nested(state) if name == besides else {"QueryLanguage": "JSONata", **_nested(state)}
        for name, state in states.items()
    }


def _nested(state: State) -> State:
    processor = cast("State | None", state.get("ItemProcessor"))
    if processor is None:
        return state
    return {**state, "ItemProcessor": {**processor, "States": _in_jsonata(processor["States"])}}


def _literal(value: State) -> str:
    return "{" + ", ".join(f"'{name}': {item}" for name, item in value.items()) + "}"
