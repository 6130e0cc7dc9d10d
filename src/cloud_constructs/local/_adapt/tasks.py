"""Work that is left to do through the API once a stack is there.

A property that refers to a resource is captured as an extra output of the stack, so that CloudFormation
itself resolves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cloud_constructs.local._clients import Clients

if TYPE_CHECKING:
    from cloud_constructs.local._json import Json
    from cloud_constructs.local._template import Template

Perform: TypeAlias = Callable[[Clients, dict[str, Any]], None]
_CAPTURED: Final = "CloudConstructsLocal"


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work on behalf of a construct."""

    path: str
    work: Perform
    properties: Json

    def perform(self, clients: Clients, outputs: Mapping[str, str]) -> None:
        """Do it, with the captured properties filled in from the stack's outputs."""
        self.work(clients, _filled(self.properties, outputs))


def with_task(template: Template, path: str, work: Perform, properties: Json) -> tuple[Template, Task]:
    """Return the task, and the template with the outputs that the task needs."""
    outputs: dict[str, Any] = dict(template.get("Outputs", {}))
    task = Task(path, work, _captured(properties, outputs))
    return (template | {"Outputs": outputs} if outputs else template), task


def without_captured(outputs: Mapping[str, str]) -> dict[str, str]:
    """Return the outputs that the stack's author wrote."""
    return {name: value for name, value in outputs.items() if not name.startswith(_CAPTURED)}


def _captured(value: Json, outputs: dict[str, Any]) -> Json:
    if isinstance(value, list):
        return [_captured(item, outputs) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::")):
        name = f"{_CAPTURED}{len(outputs)}"
        outputs[name] = {"Value": value}
        return {_CAPTURED: name}
    return {key: _captured(item, outputs) for key, item in value.items()}


def _filled(value: Json, outputs: Mapping[str, str]) -> Any:  # noqa: ANN401  the JSON that the work takes
    if isinstance(value, list):
        return [_filled(item, outputs) for item in value]
    if not isinstance(value, dict):
        return value
    if _CAPTURED in value:
        return outputs[str(value[_CAPTURED])]
    return {key: _filled(item, outputs) for key, item in value.items()}
