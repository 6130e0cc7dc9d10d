"""What a CloudFormation template says: which resources are in it, and who refers to what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Template: TypeAlias = dict[str, Any]

SUB_VARIABLE: Final = re.compile(r"\$\{([^!}]+)\}")


def construct_path(stack: str, logical_id: str, resource: Template) -> str:
    """Return the path of the construct as its author knows it: without the L1 resource inside an L2."""
    path = str(resource.get("Metadata", {}).get("aws:cdk:path", f"{stack}/{logical_id}"))
    return path.removesuffix("/Default").removesuffix("/Resource")


def is_custom(resource_type: str) -> bool:
    """Tell whether a function of the app's own makes resources of this type."""
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def references(value: Json) -> set[str]:
    """Return the logical ids and parameters that a part of a template refers to."""
    return {logical_id for logical_id, _ in _targets(value)}


def attributes_asked_for(template: Template, logical_id: str) -> set[str]:
    """Return the attributes of a resource that anything in the template refers to."""
    return {name for one, name in _targets(template) if one == logical_id and name is not None}


def dependencies(resource: Template) -> list[str]:
    """Return what a resource says that it depends on."""
    named: str | list[str] = resource.get("DependsOn", [])
    return [named] if isinstance(named, str) else named


def unresolved(template: Template) -> set[str]:
    """Return what is referred to and is not in the template; the engine would let it pass, AWS would not."""
    if "Transform" in template:
        return set()  # a macro may define it
    known = {*template["Resources"], *template.get("Parameters", {})}
    used = references([template["Resources"], template.get("Outputs")])
    for resource in template["Resources"].values():
        used |= set(dependencies(resource))
    return {name for name in used - known if not name.startswith("AWS::")}


def target_of(value: dict[str, Json]) -> tuple[str, str | None] | None:
    """Return the logical id and the attribute, None for a Ref, if a value is nothing but a reference."""
    match value:
        case {"Ref": str(logical_id)} if len(value) == 1:
            return logical_id, None
        case {"Fn::GetAtt": [str(logical_id), str(attribute)]} if len(value) == 1:
            return logical_id, attribute
        case {"Fn::GetAtt": str(both)} if len(value) == 1:
            logical_id, _, attribute = both.partition(".")
            return logical_id, attribute
        case _:
            return None


def sub_parts(sub: Json) -> tuple[str, dict[str, Json]]:
    """Return the text of an Fn::Sub and the variables that it brings itself."""
    match sub:
        case [str(text), dict(variables)]:
            return text, variables
        case _:
            return str(sub), {}


def _targets(value: Json) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, list):
        for item in value:
            yield from _targets(item)
    elif isinstance(value, dict):
        if target := target_of(value):
            yield target
            return
        if "Fn::Sub" in value:
            text, own = sub_parts(value["Fn::Sub"])
            names = (match[1] for match in SUB_VARIABLE.finditer(text))
            for logical_id, _, attribute in (name.partition(".") for name in names if name not in own):
                yield logical_id, attribute or None
        for item in value.values():
            yield from _targets(item)
