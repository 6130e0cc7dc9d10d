"""WildcardAction: what an identity may do is named action by action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls
from cloud_constructs.guardrails.rules._statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(resource: Resource) -> Iterator[str]:
    for statement in statements(resource):
        # The account's own statement in a key policy is how IAM policies come to count for the key.
        if resource.type == "AWS::KMS::Key" and not statement.of_identity:
            continue
        yield from filter(_is_everything, statement.actions)


def _is_everything(action: str) -> bool:
    return not action.rpartition(":")[2].strip("*?")


RULE = Rule(
    name="WildcardAction",
    text="A statement allows every action, or every action of a service",
    fix="name the actions that are needed",
    controls=controls(
        "AC-3; AC-6", hipaa="164.308(a)(4)(ii)(B)", pci="7.1.2", soc2="CC6.1; CC6.3", gdpr="Art. 25"
    ),
    types=EVERY_TYPE,
    find=_find,
)
