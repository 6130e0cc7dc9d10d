"""TableBackup: a backup plan selects every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN
from cloud_constructs.guardrails.rules._rule import Rule, controls, once
from cloud_constructs.guardrails.rules._tables import TABLES

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(table: Resource) -> tuple[str, ...]:
    selections = table.template.assembly.of_type("AWS::Backup::BackupSelection")
    return once(not any(_selects(selection, table) for selection in selections))


def _selects(selection: Resource, table: Resource) -> bool:
    if table in selection.refers_to("BackupSelection", "Resources"):
        return True
    # A selection by tag or by pattern may well mean the table: what cannot be known is no finding.
    chosen = selection.get("BackupSelection")
    if chosen is UNKNOWN:
        return True
    by_tag = selection.get("BackupSelection", "ListOfTags") or selection.get("BackupSelection", "Conditions")
    return bool(by_tag) or any("*" in str(arn) for arn in selection.entries("BackupSelection", "Resources"))


RULE = Rule(
    name="TableBackup",
    text="No backup plan selects the table",
    fix="add the table to an AWS::Backup::BackupSelection of this app",
    controls=controls("CP-9; CP-9(8)", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2; A1.3", gdpr="Art. 32(1)(c)"),
    types=TABLES,
    find=_find,
    twins=("DynamoDBInBackupPlan",),
)
