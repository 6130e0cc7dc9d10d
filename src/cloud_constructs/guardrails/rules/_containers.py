"""What the rules on containers share: where the containers of a definition stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

CONTAINER_TYPES: Final = ("AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition")


def containers(definition: Resource) -> Iterator[tuple[str, Any]]:
    """Yield the containers of a task or job definition, with their names."""
    found = definition.entries("ContainerDefinitions") + definition.entries("ContainerProperties")
    for number, container in enumerate(found):
        yield str(value_at(container, "Name") or number), container
