"""ResourcePolicyPrincipal: a resource is not open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls
from cloud_constructs.guardrails.rules._statements import resource_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_OPEN_BY_PROPERTY = {
    "AWS::Lambda::LayerVersionPermission": "OrganizationId",
    "AWS::Events::EventBusPolicy": "Condition",
}


def _find(resource: Resource) -> Iterator[str]:
    for statement in resource_statements(resource):
        for kind, who in statement.principals:
            if who == "*" and not statement.condition_keys:
                yield f"{kind}::*"
    narrows = _OPEN_BY_PROPERTY.get(resource.type)
    if narrows and resource.get("Principal") == "*" and not resource.get(narrows):
        yield "AWS::*"


RULE = Rule(
    name="ResourcePolicyPrincipal",
    text="A resource policy lets everybody in",
    fix="name the principals, or add a condition on the account, the organisation or the source",
    controls=controls(
        "AC-3; AC-4; SC-7", hipaa="164.312(a)(1)", pci="1.3; 7.2.1", soc2="CC6.1; CC6.6", gdpr="Art. 32(1)(b)"
    ),
    types=EVERY_TYPE,
    find=_find,
)
