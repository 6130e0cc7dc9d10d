"""BackupRetention: every backup goes when its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(plan: Resource) -> Iterator[str]:
    for rule in plan.entries("BackupPlan", "BackupPlanRule"):
        if not value_at(rule, "Lifecycle", "DeleteAfterDays"):
            yield str(value_at(rule, "RuleName"))


RULE = Rule(
    name="BackupRetention",
    text="Backups of the rule are kept for ever",
    fix="set Lifecycle.DeleteAfterDays of the rule",
    controls=controls("SI-12; CP-9", soc2="C1.2", gdpr="Art. 5(1)(e); Art. 17"),
    types=("AWS::Backup::BackupPlan",),
    find=_find,
)
