"""UserPoolDeletionProtection: a user pool that outlives its stack refuses to be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(user_pool: Resource) -> tuple[str, ...]:
    return once(user_pool.is_retained and user_pool.get("DeletionProtection") in (None, "INACTIVE"))


RULE = Rule(
    name="UserPoolDeletionProtection",
    text="The user pool is retained when its stack goes, but one call deletes every account in it",
    fix="set DeletionProtection to ACTIVE",
    controls=controls("CP-9; SC-5", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2", gdpr="Art. 32(1)(b)"),
    types=("AWS::Cognito::UserPool",),
    find=_find,
)
