"""ContainerLogs: every container writes logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._containers import containers
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(definition: Resource) -> Iterator[str]:
    for name, container in containers(definition):
        if not value_at(container, "LogConfiguration", "LogDriver"):
            yield name


RULE = Rule(
    name="ContainerLogs",
    text="A container writes no log",
    fix="set LogConfiguration",
    controls=controls("AU-2; AU-3; AU-12", hipaa="164.312(b)", pci="10.1; 10.2", soc2="CC7.2"),
    types=("AWS::ECS::TaskDefinition",),
    find=_find,
    twins=("ECSTaskDefinitionContainerLogging",),
)
