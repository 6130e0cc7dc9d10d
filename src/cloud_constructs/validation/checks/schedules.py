"""What begins by itself: rules (EventBridge), schedules, state machines (Step Functions)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.validation.checks._check import DROPPED, Check, compare, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_MACHINE = ("AWS::StepFunctions::StateMachine",)


def _rule(live: Live) -> Iterator[str]:
    # The physical id of a rule on another bus than the default one is bus|rule.
    bus, _, name = live.id.rpartition("|")
    found = live.ask("events", "describe_rule", Name=name, **({"EventBusName": bus} if bus else {}))
    return compare("its state", found["State"], live.resource.get("State") or "ENABLED")


def _schedule(live: Live) -> Iterator[str]:
    group = live.id_of(live.resource.properties.get("GroupName", "default"))
    found = live.ask("scheduler", "get_schedule", Name=live.id, GroupName=group)
    return compare("its state", found["State"], live.resource.get("State") or "ENABLED")


def _machine(live: Live) -> dict[str, Any]:
    return live.ask("stepfunctions", "describe_state_machine", stateMachineArn=live.id)


def _status(live: Live) -> Iterator[str]:
    return compare("its status", _machine(live)["status"], "ACTIVE")


def _logs(live: Live) -> Iterator[str]:
    wanted = live.wanted("LoggingConfiguration", "Level")
    return compare("its log level", _machine(live).get("loggingConfiguration", {}).get("level"), wanted)


CHECKS = (
    Check(
        claim="waits for its events",
        types=("AWS::Events::Rule",),
        find=_rule,
        mend="aws events enable-rule, or cdk deploy --revert-drift {stack}",
    ),
    Check(claim="will begin", types=("AWS::Scheduler::Schedule",), find=_schedule),
    Check(claim="can be started", types=_MACHINE, find=_status),
    Check(
        claim="logs",
        types=_MACHINE,
        find=_logs,
        when=has("LoggingConfiguration", "Level"),
        not_emulated=DROPPED,
    ),
)
