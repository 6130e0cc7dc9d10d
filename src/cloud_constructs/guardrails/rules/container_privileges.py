"""ContainerPrivileges: no container is the master of its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._containers import CONTAINER_TYPES, containers
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(definition: Resource) -> Iterator[str]:
    for name, container in containers(definition):
        if value_at(container, "Privileged") is True:
            yield name
    if definition.get("Environment", "PrivilegedMode") is True:
        yield "build"


RULE = Rule(
    name="ContainerPrivileges",
    text="A container runs privileged",
    fix="leave Privileged out, or PrivilegedMode of a build",
    controls=controls("AC-6; CM-7; SC-39", pci="2.2", soc2="CC6.1; CC6.8"),
    types=(*CONTAINER_TYPES, "AWS::CodeBuild::Project"),
    find=_find,
)
