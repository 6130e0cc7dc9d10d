"""NegatedStatement: what is allowed is listed, not what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls
from cloud_constructs.guardrails.rules._statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(resource: Resource) -> Iterator[str]:
    for statement in statements(resource):
        yield from (key for key in ("NotAction", "NotResource", "NotPrincipal") if key in statement.body)


RULE = Rule(
    name="NegatedStatement",
    text="A statement allows everything but a list, so that whatever AWS adds is allowed too",
    fix="list what is allowed; keep NotAction, NotResource and NotPrincipal for statements that deny",
    controls=controls("AC-3; AC-6", hipaa="164.308(a)(4)(ii)(B)", pci="7.1.2", soc2="CC6.1; CC6.3"),
    types=EVERY_TYPE,
    find=_find,
)
