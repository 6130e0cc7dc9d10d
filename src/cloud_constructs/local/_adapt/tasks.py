"""Work that is left to do through the API once a stack is there.

A property that refers to a resource is captured as an extra output of the stack, so that CloudFormation
itself resolves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from botocore.exceptions import ClientError

from cloud_constructs.local._engine.clients import Clients
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from cloud_constructs.local._assembly.template import Json, Template

Perform: TypeAlias = Callable[[Clients, dict[str, Any]], None]
_CAPTURED: Final = "CloudConstructsLocal"


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work on behalf of a construct; the output `marker` is there if its resource is."""

    path: str
    marker: str
    work: Perform
    properties: Json

    def perform(self, clients: Clients, outputs: Mapping[str, str]) -> None:
        """Do it, with the captured properties filled in from the stack's outputs."""
        if self.marker not in outputs:
            return
        try:
            self.work(clients, _filled(self.properties, outputs))
        except ClientError as error:
            raise LocalError(
                f"{self.path} is only half deployed: the engine refuses what is left to do through its API.",
                "Is there a wrong property? It says:",
                str(error),
            ) from error


def with_task(
    template: Template, resource: Template, path: str, work: Perform, properties: Json
) -> tuple[Template, Task]:
    """Return the task of a resource, and the template with the outputs that the task needs."""
    outputs: dict[str, Any] = dict(template.get("Outputs", {}))
    # A resource whose condition is false is not there, and nothing can refer to it.
    condition = {key: resource[key] for key in ("Condition",) if key in resource}
    marker = _added(outputs, {"Value": path} | condition)
    task = Task(path, marker, work, _captured(properties, outputs, condition))
    return template | {"Outputs": outputs}, task


def without_captured(outputs: Mapping[str, str]) -> dict[str, str]:
    """Return the outputs that the stack's author wrote."""
    return {name: value for name, value in outputs.items() if not name.startswith(_CAPTURED)}


def _captured(value: Json, outputs: dict[str, Any], condition: Mapping[str, Any]) -> Json:
    if isinstance(value, list):
        return [_captured(item, outputs, condition) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::")):
        return {_CAPTURED: _added(outputs, {"Value": value, **condition})}
    return {key: _captured(item, outputs, condition) for key, item in value.items()}


def _added(outputs: dict[str, Any], output: Template) -> str:
    name = f"{_CAPTURED}{len(outputs)}"
    outputs[name] = output
    return name


def _filled(value: Json, outputs: Mapping[str, str]) -> Any:  # noqa: ANN401  the JSON that the work takes
    if isinstance(value, list):
        return [_filled(item, outputs) for item in value]
    if not isinstance(value, dict):
        return value
    if _CAPTURED in value:
        return outputs[str(value[_CAPTURED])]
    return {key: _filled(item, outputs) for key, item in value.items()}
