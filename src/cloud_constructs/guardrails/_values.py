"""Values of a CloudFormation template: what is known at synthesis, and what only CloudFormation decides."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBSTITUTED = re.compile(r"\$\{([^!}][^}]*)\}")


class _Unknown:
    """Stands for whatever CloudFormation decides; it is truthy because it is there."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is a list."""
    return isinstance(value, list)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_intrinsic(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is a function of CloudFormation."""
    if not is_object(value) or len(value) != 1:
        return False
    (name,) = value
    return name in {"Ref", "Condition"} or name.startswith("Fn::")


def decided(value: Any) -> Any:  # noqa: ANN401
    """Return a value as a rule may read it.

    What CloudFormation decides is `UNKNOWN`, what it takes for absent is `None`, and the strings that it
    takes for booleans are booleans.
    """
    if is_intrinsic(value):
        if value == {"Ref": "AWS::NoValue"}:
            return None
        text = flatten(value)
        return UNKNOWN if "<" in text or "Fn::" in text else text
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def value_at(value: Any, *keys: str) -> Any:  # noqa: ANN401
    """Return what stands below an object: `None` when nothing does, `UNKNOWN` when CloudFormation decides."""
    value = decided(value)
    for key in keys:
        if value is UNKNOWN or not is_object(value):
            return UNKNOWN if value is UNKNOWN else None
        value = decided(value.get(key))
    return value


def entries(value: Any) -> list[Any]:  # noqa: ANN401
    """Return a list's known entries; a single value counts as a list of one, as in IAM."""
    value = decided(value)
    if value is None or value is UNKNOWN:
        return []
    found = value if is_list(value) else [value]
    return [entry for entry in map(decided, found) if entry is not None and entry is not UNKNOWN]


def flatten(value: Any) -> str:  # noqa: ANN401
    """Write a CloudFormation value as cdk-nag does: `{"Fn::GetAtt": [L, A]}` -> `<L.A>`."""
    if not is_object(value):
        return str(value)
    match value:
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return flatten(name)
        case {"Fn::Join": [separator, parts]} if is_list(parts):
            return str(separator).join(map(flatten, parts))
        case {"Fn::Sub": template}:
            return str(template).replace("${", "<").replace("}", ">")
        case _:
            return json.dumps(value, separators=(",", ":"))


def references(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield what a value refers to anywhere in it, as names with attributes; `Ref` has no attribute.

    The name of an imported export comes with the attribute `Fn::ImportValue`, and that of another stack's
    output, as `stack/output`, with `Fn::GetStackOutput`.
    """
    if is_list(value):
        for entry in value:
            yield from references(entry)
    elif is_object(value):
        match value:
            case {"Ref": str(name)}:
                yield name, ""
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                yield name, attribute
            case {"Fn::GetAtt": str(text)}:
                name, _, attribute = text.partition(".")
                yield name, attribute
            case {"Fn::ImportValue": str(name)}:
                yield name, "Fn::ImportValue"
            case {"Fn::GetStackOutput": {"StackName": str(stack), "OutputName": str(output)}}:
                yield f"{stack}/{output}", "Fn::GetStackOutput"
            case {"Fn::Sub": body}:
                text, *variables = body if is_list(body) else [body]
                for found in _SUBSTITUTED.findall(str(text)):
                    name, _, attribute = found.partition(".")
                    yield name, attribute
                yield from references(variables)
            case _:
                yield from references(list(value.values()))


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield every literal string below a value, with the path of keys that leads to it."""
    if isinstance(value, str):
        yield path, value
    elif is_list(value):
        for number, entry in enumerate(value):
            yield from strings(entry, f"{path}.{number}" if path else str(number))
    elif is_object(value) and not is_intrinsic(value):
        for key, entry in value.items():
            yield from strings(entry, f"{path}.{key}" if path else key)
