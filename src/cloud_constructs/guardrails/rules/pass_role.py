"""PassRole: a role is handed on only by its name, and only to the service that it is meant for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls
from cloud_constructs.guardrails.rules._statements import identity_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(resource: Resource) -> Iterator[str]:
    for statement in identity_statements(resource):
        if not any(fnmatchcase("iam:passrole", action.lower()) for action in statement.actions):
            continue
        for role in statement.resources:
            bounded = {"iam:passedtoservice", "(unknown)"} & statement.condition_keys
            if "*" in role or not bounded:
                yield role


RULE = Rule(
    name="PassRole",
    text="iam:PassRole is allowed on roles by wildcard, or to any service",
    fix="name the role and add the condition iam:PassedToService with the service that takes it",
    controls=controls("AC-6; AC-6(10)", hipaa="164.308(a)(4)(ii)(C)", pci="7.1.2", soc2="CC6.3"),
    types=EVERY_TYPE,
    find=_find,
)
