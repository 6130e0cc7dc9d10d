"""Functions (Lambda), and what calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.validation.checks._check import DROPPED, Check, compare, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_FUNCTION = ("AWS::Lambda::Function",)


def _configuration(live: Live) -> dict[str, Any]:
    return live.ask("lambda", "get_function_configuration", FunctionName=live.id)


def _state(live: Live) -> Iterator[str]:
    found = _configuration(live)
    # A function that nobody has called for weeks is Inactive, and wakes up at the next call.
    if found["State"] not in ("Active", "Inactive"):
        yield f"its state is {found['State']}: {found.get('StateReason', 'no reason given')}"
    if found.get("LastUpdateStatus", "Successful") != "Successful":
        reason = found.get("LastUpdateStatusReason", "no reason given")
        yield f"its last update is {found['LastUpdateStatus']}: {reason}"


def _runtime(live: Live) -> Iterator[str]:
    return compare("its runtime", _configuration(live).get("Runtime"), live.wanted("Runtime"))


def _dead_letters(live: Live) -> Iterator[str]:
    found = _configuration(live).get("DeadLetterConfig", {}).get("TargetArn")
    if not found:
        yield "events that it fails on are lost"


def _variables_key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KmsKeyArn"], _configuration(live).get("KMSKeyArn"))


def _concurrency(live: Live) -> Iterator[str]:
    found = live.ask("lambda", "get_function_concurrency", FunctionName=live.id)
    wanted = live.wanted("ReservedConcurrentExecutions")
    return compare("reserved concurrency", found.get("ReservedConcurrentExecutions"), wanted)


def _mapping(live: Live) -> Iterator[str]:
    found = live.ask("lambda", "get_event_source_mapping", UUID=live.id)
    if found["State"] != "Enabled":
        yield f"it is {found['State']}"
    result: str = found.get("LastProcessingResult") or ""
    if result.startswith("PROBLEM"):
        yield f"it cannot read its source: {result}"


def _failures(live: Live) -> Iterator[str]:
    function = live.id_of(live.resource.properties["FunctionName"])
    found = live.ask(
        "lambda",
        "get_function_event_invoke_config",
        FunctionName=function,
        Qualifier=live.id_of(live.resource.properties["Qualifier"]),
    )
    if not found.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"):
        yield "events that it fails on are lost"


CHECKS = (
    Check(
        claim="can be called",
        types=_FUNCTION,
        find=_state,
        mend="aws lambda get-function-configuration --function-name {id}, then deploy again",
    ),
    Check(
        claim="runs under the runtime of the template",
        types=_FUNCTION,
        find=_runtime,
        when=has("Runtime"),
        not_emulated="an embedded AWS runs every function under the Python that is here",
    ),
    Check(
        claim="keeps what it fails on",
        types=_FUNCTION,
        find=_dead_letters,
        when=has("DeadLetterConfig"),
        not_emulated=DROPPED,
    ),
    Check(
        claim="encrypts its variables",
        types=_FUNCTION,
        find=_variables_key,
        when=has("KmsKeyArn"),
        not_emulated=DROPPED,
    ),
    Check(
        claim="has its share of concurrency",
        types=_FUNCTION,
        find=_concurrency,
        when=lambda function: function.get("ReservedConcurrentExecutions") is not None,
        not_emulated=DROPPED,
    ),
    Check(claim="reads its source", types=("AWS::Lambda::EventSourceMapping",), find=_mapping),
    Check(
        claim="keeps events that fail",
        types=("AWS::Lambda::EventInvokeConfig",),
        find=_failures,
        when=has("DestinationConfig", "OnFailure"),
    ),
)
