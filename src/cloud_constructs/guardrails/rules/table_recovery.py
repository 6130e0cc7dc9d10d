"""TableRecovery: a table can be brought back to any second of the last weeks, in every region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once
from cloud_constructs.guardrails.rules._tables import TABLES, replicas

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

_PROPERTY = ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")


def _find(table: Resource) -> tuple[str, ...]:
    return once(any(not replica(*_PROPERTY) for replica in replicas(table)))


RULE = Rule(
    name="TableRecovery",
    text="The table, or a replica of it, has no point-in-time recovery",
    fix="switch point-in-time recovery on for the table and for every replica",
    controls=controls(
        "CP-9; CP-10; SI-12",
        hipaa="164.308(a)(7)(ii)(A); 164.308(a)(7)(ii)(B)",
        soc2="A1.2; A1.3",
        gdpr="Art. 32(1)(c)",
    ),
    types=TABLES,
    find=_find,
    twins=("DynamoDBPITREnabled",),
)
