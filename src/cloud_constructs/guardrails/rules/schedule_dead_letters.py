"""ScheduleDeadLetters: what a schedule could not deliver is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(schedule: Resource) -> tuple[str, ...]:
    return once(not schedule.get("Target", "DeadLetterConfig", "Arn"))


RULE = Rule(
    name="ScheduleDeadLetters",
    text="What the schedule cannot deliver is lost",
    fix="set Target.DeadLetterConfig to a queue",
    controls=controls("AU-2; CP-10; SI-11", soc2="A1.2; CC7.4"),
    types=("AWS::Scheduler::Schedule",),
    find=_find,
)
