"""Pure functions that take out of a template what the engine cannot do, and leave the rest as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from cloud_constructs.local._assembly.template import (
    SUB_VARIABLE,
    Json,
    Template,
    is_custom,
    sub_parts,
    target_of,
)

if TYPE_CHECKING:
    import re

# Gives what stands in for a reference; asked with the attribute, or None for a Ref.
Replacement: TypeAlias = Callable[[str | None], Json]

# How every stand-in for a physical id begins.
NOT_EMULATED: Final = "not-emulated-"


def drop(template: Template, logical_id: str, replacement: Replacement) -> Template:
    """Take a resource out of the template; `replacement` stands wherever something refers to it.

    An item of a plain list that is nothing but such a reference goes altogether, unless it is the only one.
    """
    changed = template | {
        section: {
            name: _without_dependency(_without_items(entry, logical_id), logical_id)
            for name, entry in template.get(section, {}).items()
            if (section, name) != ("Resources", logical_id)
        }
        for section in ("Resources", "Outputs")
        if section in template
    }
    return {
        key: replace_references(value, logical_id, replacement) if key in ("Resources", "Outputs") else value
        for key, value in changed.items()
    }


def not_emulated(logical_id: str, resource_type: str, account: str, region: str) -> Replacement:
    """Return a stand-in that nobody can take for a real id or ARN."""
    service = resource_type.split("::")[1].lower() if resource_type.count("::") > 1 else "custom"

    def literal(attribute: str | None) -> str:
        if attribute is not None and attribute.endswith("Arn"):
            return f"arn:aws:{service}:{region}:{account}:not-emulated/{logical_id}"
        return f"{NOT_EMULATED}{logical_id}"

    return literal


def replace_references(value: Json, logical_id: str, replacement: Replacement) -> Json:
    """Replace every Ref, Fn::GetAtt and Fn::Sub variable of a resource."""
    if isinstance(value, list):
        return [replace_references(item, logical_id, replacement) for item in value]
    if not isinstance(value, dict):
        return value
    if target := target_of(value):
        return replacement(target[1]) if target[0] == logical_id else value
    if set(value) == {"Fn::Sub"}:
        return _replace_in_sub(value["Fn::Sub"], logical_id, replacement)
    return _simplified(
        {key: replace_references(item, logical_id, replacement) for key, item in value.items()}
    )


def with_literal_vpc_ranges(template: Template) -> Template:
    """Replace Fn::GetAtt CidrBlock of a VPC, which the engine does not answer, by the literal range."""
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] == "AWS::EC2::VPC" and "CidrBlock" in resource.get("Properties", {}):
            template = _with_attribute(template, logical_id, "CidrBlock", resource["Properties"]["CidrBlock"])
    return template


def with_short_timeouts(template: Template, seconds: int) -> Template:
    """Give custom resources a short timeout, so that one that nobody answers fails."""
    resources = {
        logical_id: resource | {"Properties": {**resource.get("Properties", {}), "ServiceTimeout": seconds}}
        if is_custom(resource["Type"])
        else resource
        for logical_id, resource in template["Resources"].items()
    }
    return template | {"Resources": resources}


def with_stack_outputs(template: Template, outputs: dict[str, dict[str, str]]) -> Template:
    """Replace Fn::GetStackOutput, CDK's weak reference to another stack, by the value deployed there."""
    return {section: _with_outputs(value, outputs) for section, value in template.items()}


def _with_attribute(template: Template, logical_id: str, attribute: str, literal: Json) -> Template:
    def replacement(asked: str | None) -> Json:
        if asked == attribute:
            return literal
        return {"Ref": logical_id} if asked is None else {"Fn::GetAtt": [logical_id, asked]}

    return template | {
        section: replace_references(template[section], logical_id, replacement)
        for section in ("Resources", "Outputs")
        if section in template
    }


def _with_outputs(value: Json, outputs: dict[str, dict[str, str]]) -> Json:
    if isinstance(value, list):
        return [_with_outputs(item, outputs) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Fn::GetStackOutput": {"StackName": str(stack), "OutputName": str(name)}}:
            return outputs.get(stack, {}).get(name, f"{NOT_EMULATED}{stack}-{name}")
        case _:
            return {key: _with_outputs(item, outputs) for key, item in value.items()}


def _replace_in_sub(sub: Json, logical_id: str, replacement: Replacement) -> Json:
    text, given = sub_parts(sub)
    variables = {name: replace_references(value, logical_id, replacement) for name, value in given.items()}
    added: dict[str, Json] = {}

    def substitute(match: re.Match[str]) -> str:
        name, _, attribute = match[1].partition(".")
        if name != logical_id or match[1] in variables:
            return match[0]
        value = replacement(attribute or None)
        if isinstance(value, str):
            return value
        variable = f"{name}{attribute.replace('.', '')}Replaced"
        added[variable] = value
        return f"${{{variable}}}"

    text = SUB_VARIABLE.sub(substitute, text)
    return {"Fn::Sub": [text, variables | added]} if variables or added else {"Fn::Sub": text}


def _simplified(value: dict[str, Json]) -> dict[str, Json] | str:
    """Take a stand-in out of the functions that expect a list, or a text of a certain form."""
    match value:
        case {"Fn::Select": [_, str(literal)]} | {"Fn::Join": [_, str(literal)]}:
            return literal
        case {"Fn::Select": [_, {"Fn::Split": [_, str(literal)]}]} if literal.startswith(NOT_EMULATED):
            return literal
        case _:
            return value


def _without_dependency(entry: Json, logical_id: str) -> Json:
    if not isinstance(entry, dict) or "DependsOn" not in entry:
        return entry
    named = entry["DependsOn"]
    left: list[Json] = [one for one in (named if isinstance(named, list) else [named]) if one != logical_id]
    without: dict[str, Json] = {key: value for key, value in entry.items() if key != "DependsOn"}
    if left:
        without["DependsOn"] = left
    return without


def _without_items(value: Json, logical_id: str) -> Json:
    if isinstance(value, list):
        left = [item for item in value if not (isinstance(item, dict) and _is_reference(item, logical_id))]
        return [_without_items(item, logical_id) for item in left or value]
    if isinstance(value, dict):
        # The arguments of a function have their places; only lists of the resource itself can shrink.
        return {
            key: item if key.startswith("Fn::") else _without_items(item, logical_id)
            for key, item in value.items()
        }
    return value


def _is_reference(value: dict[str, Json], logical_id: str) -> bool:
    target = target_of(value)
    return target is not None and target[0] == logical_id
