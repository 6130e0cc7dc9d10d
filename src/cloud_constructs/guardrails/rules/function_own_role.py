"""FunctionOwnRole: what one function may do, no other may do because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(function: Resource) -> tuple[str, ...]:
    roles = function.refers_to("Role")
    others = function.template.of_type(function.type)
    return once(any(roles & other.refers_to("Role") for other in others if other is not function))


RULE = Rule(
    name="FunctionOwnRole",
    text="The function shares its role with another, so that each may do what the other needs",
    fix="give each function a role of its own",
    controls=controls("AC-6; AC-5", hipaa="164.308(a)(4)(ii)(B)", pci="7.1.2", soc2="CC6.3"),
    types=("AWS::Lambda::Function",),
    find=_find,
)
