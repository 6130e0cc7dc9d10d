"""What CDK's generated classes know of their members: the names that CDK uses, and what a value may be.

The generated constructors check values against their annotations too, but parse these each time. Here the
plain kinds are checked, once parsed; objects, structs and unions are left to CDK.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from inspect import getattr_static
from typing import Any, cast

Fits = Callable[[Any], bool]


def _is_text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str)


def _are_texts(values: Any) -> bool:  # noqa: ANN401
    return isinstance(values, list | tuple) and all(map(_is_text, cast("Sequence[Any]", values)))


def _map_texts(values: Any) -> bool:  # noqa: ANN401
    return isinstance(values, Mapping) and all(map(_is_text, _flat(cast("Mapping[Any, Any]", values))))


def _flat(values: Mapping[Any, Any]) -> list[Any]:
    return [*values, *values.values()]


PLAIN_KINDS: dict[str, Fits] = {
    "builtins.bool": lambda value: isinstance(value, bool),
    "builtins.str": _is_text,
    "jsii.Number": lambda value: isinstance(value, int | float),
    "typing.Mapping[builtins.str, builtins.str]": _map_texts,
    "typing.Sequence[builtins.str]": _are_texts,
}


def to_properties(kind: type, props: type, values: dict[str, Any]) -> dict[str, Any]:
    """Return values under CDK's names.

    Raises:
        TypeError: There is no such property, or its value is of the wrong kind.
    """
    names, fits = _known(props)
    properties: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise TypeError(f"{kind.__name__} has no property {name}")
        if name in fits and not fits[name](value):
            expected = props.__init__.__annotations__[name]
            raise TypeError(f"{kind.__name__}: {name} is {value!r}, and not of the kind {expected}")
        properties[names[name]] = value
    return properties


@cache
def _known(props: type) -> tuple[Mapping[str, str], dict[str, Fits]]:
    """Return CDK's names of a struct's properties, and the checks of those with a plain kind."""
    kinds = {
        name: annotation.removeprefix("typing.Optional[").removesuffix("]" * ("Optional[" in annotation))
        for name, annotation in props.__init__.__annotations__.items()
    }
    names: Mapping[str, str] = getattr(props, "__jsii_name_mapping__")  # noqa: B009
    return names, {name: PLAIN_KINDS[kind] for name, kind in kinds.items() if kind in PLAIN_KINDS}


@cache
def property_name(kind: type, name: str) -> str:
    """Return CDK's name of a property."""
    return getattr_static(kind, name).fget.__jsii_name__


@cache
def method_name(kind: type, name: str) -> str:
    """Return CDK's name of a method."""
    method: Any = getattr_static(kind, name)
    return method.__jsii_name__


@cache
def result_of(kind: type, name: str) -> type:
    """Return the class of what a factory makes."""
    annotation: str = getattr(kind, name).__annotations__["return"]
    return getattr(sys.modules[kind.__module__], annotation.strip("'\""))
