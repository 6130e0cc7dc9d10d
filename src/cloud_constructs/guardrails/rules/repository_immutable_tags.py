"""RepositoryImmutableTags: a tag always means the image that was tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(repository: Resource) -> tuple[str, ...]:
    return once(repository.get("ImageTagMutability") in (None, "MUTABLE"))


RULE = Rule(
    name="RepositoryImmutableTags",
    text="A tag of the repository can be moved to another image",
    fix="set ImageTagMutability to IMMUTABLE",
    controls=controls("CM-2; SI-7", pci="6.4", soc2="CC6.8; CC8.1"),
    types=("AWS::ECR::Repository",),
    find=_find,
)
