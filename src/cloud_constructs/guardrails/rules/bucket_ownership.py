"""BucketOwnership: policies alone decide who reads a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

_WITH_LISTS: Final = ("ObjectWriter", "BucketOwnerPreferred")


def _find(bucket: Resource) -> tuple[str, ...]:
    rules = bucket.entries("OwnershipControls", "Rules")
    owners = [value_at(rule, "ObjectOwnership") for rule in rules]
    return once(any(owner in _WITH_LISTS for owner in owners))


RULE = Rule(
    name="BucketOwnership",
    text="Access control lists of objects decide who reads them, beside the policies",
    fix="set OwnershipControls to BucketOwnerEnforced",
    controls=controls("AC-3; AC-6", hipaa="164.312(a)(1)", pci="7.2.1", soc2="CC6.1"),
    types=("AWS::S3::Bucket",),
    find=_find,
)
