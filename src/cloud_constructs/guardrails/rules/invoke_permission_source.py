"""InvokePermissionSource: a service may call a function for one source, not for anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

_BOUNDS: Final = ("SourceArn", "SourceAccount", "PrincipalOrgID")


def _find(permission: Resource) -> tuple[str, ...]:
    who = permission.get("Principal")
    anybody = who == "*"
    service = isinstance(who, str) and who.endswith(".amazonaws.com")
    bounded = any(permission.get(bound) for bound in _BOUNDS)
    return once((anybody or service) and not bounded)


RULE = Rule(
    name="InvokePermissionSource",
    text="The function can be invoked by anybody, or by a service on behalf of any account",
    fix="set SourceArn or SourceAccount",
    controls=controls("AC-3; AC-4", hipaa="164.312(a)(1)", pci="7.2.1", soc2="CC6.1"),
    types=("AWS::Lambda::Permission",),
    find=_find,
    twins=("LambdaFunctionPublicAccessProhibited",),
)
