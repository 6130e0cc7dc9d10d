"""VaultLock: nobody deletes a backup before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(vault: Resource) -> tuple[str, ...]:
    return once(not vault.get("LockConfiguration", "MinRetentionDays"))


RULE = Rule(
    name="VaultLock",
    text="Recovery points can be deleted before their time",
    fix="set LockConfiguration.MinRetentionDays",
    controls=controls("AU-9; CP-9(8)", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2", gdpr="Art. 32(1)(c)"),
    types=("AWS::Backup::BackupVault",),
    find=_find,
)
