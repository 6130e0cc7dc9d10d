"""ExperimentStopCondition: an alarm ends a fault that hurts more than it was meant to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN, entries, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(template: Resource) -> tuple[str, ...]:
    conditions = template.get("StopConditions")
    sources = [value_at(condition, "Source") for condition in entries(conditions)]
    return once(conditions is not UNKNOWN and not {"aws:cloudwatch:alarm", UNKNOWN} & set(sources))


RULE = Rule(
    name="ExperimentStopCondition",
    text="No alarm ends the experiment when it hurts more than it was meant to",
    fix="name a CloudWatch alarm in StopConditions",
    controls=controls("CM-4; CP-4; SI-17", soc2="A1.3; CC7.4"),
    types=("AWS::FIS::ExperimentTemplate",),
    find=_find,
)
