"""ContainerRootFileSystem: nobody writes into the files of a running container."""

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
        if not value_at(container, "ReadonlyRootFilesystem"):
            yield name


RULE = Rule(
    name="ContainerRootFileSystem",
    text="A container can change its own files",
    fix="set ReadonlyRootFilesystem to true, and mount a volume where it has to write",
    controls=controls("AC-6; CM-7; SC-39", pci="2.2", soc2="CC6.1; CC6.8"),
    types=CONTAINER_TYPES,
    find=_find,
)
