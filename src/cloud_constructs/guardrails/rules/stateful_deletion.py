"""StatefulDeletion: what holds data outlives its stack, and a replacement as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import DURABLE
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(resource: Resource) -> Iterator[str]:
    # A stage that keeps nothing has to say so: what CloudFormation does by default was decided by nobody.
    kept = {"Retain", "RetainExceptOnCreate", "Snapshot"}
    allowed = kept if resource.settings.keeps_data else kept | {"Delete"}
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        if resource.body.get(policy) not in allowed:
            yield policy


RULE = Rule(
    name="StatefulDeletion",
    text="The data go when the stack goes, or when CloudFormation replaces the resource",
    fix="set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot (removal_policy=RETAIN)",
    controls=controls("CP-9; SI-12", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2; C1.1", gdpr="Art. 32(1)(b)"),
    types=tuple(sorted(DURABLE)),
    find=_find,
)
