"""ContainerUser: no container runs as root."""

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
        user = value_at(container, "User")
        if user is None or str(user).partition(":")[0] in ("", "0", "root"):
            yield name


RULE = Rule(
    name="ContainerUser",
    text="A container runs as root, or as whoever its image names",
    fix="set User to a user without privileges",
    controls=controls("AC-6; CM-7; SC-39", pci="2.2", soc2="CC6.1; CC6.8"),
    types=CONTAINER_TYPES,
    find=_find,
)
