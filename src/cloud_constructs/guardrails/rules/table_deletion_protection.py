"""TableDeletionProtection: a table that outlives its stack refuses to be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once
from cloud_constructs.guardrails.rules._tables import TABLES, replicas

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(table: Resource) -> tuple[str, ...]:
    unprotected = any(not replica("DeletionProtectionEnabled") for replica in replicas(table))
    return once(table.is_retained and unprotected)


RULE = Rule(
    name="TableDeletionProtection",
    text="The table is retained when its stack goes, but one call deletes it or a replica of it",
    fix="switch deletion protection on for the table and for every replica",
    controls=controls("CP-9; SC-5", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2", gdpr="Art. 32(1)(b)"),
    types=TABLES,
    find=_find,
)
