"""Whether every value of one JSON Schema is one of another: what clients and servers may break on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

# Bounds, by how the value that is given has to lie to the one that is taken.
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
# What has to be the same, because nobody can tell which of two is narrower.
SAME = ("pattern", "format", "multipleOf", "uniqueItems")
Seen = frozenset[tuple[str, str]]
TYPES = frozenset({"array", "boolean", "null", "number", "object", "string"})


@dataclass(frozen=True, slots=True)
class Part:
    """A schema in its document, in which its references are followed."""

    document: Json
    schema: Json

    @property
    def reference(self) -> str:
        """Where the schema stands if it is a reference, else nothing."""
        return self.schema.get("$ref", "")

    def resolved(self) -> Part:
        """Return what the schema refers to."""
        if not self.reference:
            return self
        found: Any = self.document
        for step in self.reference.removeprefix("#/").split("/"):
            found = found[step]
        return Part(self.document, found).resolved()

    def part(self, schema: object) -> Part:
        """Return a schema within this one; `true` and nothing are the schema that takes everything."""
        return Part(self.document, cast("Json", schema) if isinstance(schema, dict) else {})

    @property
    def has_choices(self) -> bool:
        """Whether a value has to fit one of several schemas."""
        return "anyOf" in self.schema or "oneOf" in self.schema

    def choices(self) -> list[Part]:
        """Return the schemas of which a value has to fit one: without any to choose from, this one."""
        if not self.has_choices:
            return [self]
        return [self.part(choice) for choice in self.schema.get("anyOf") or self.schema["oneOf"]]

    def types(self) -> frozenset[str]:
        """Return the types that a value may have."""
        named = self.schema.get("type", TYPES)
        return frozenset({named} if isinstance(named, str) else named)

    def values(self) -> list[Any] | None:
        """Return the values that alone are allowed, if they are listed."""
        return [self.schema["const"]] if "const" in self.schema else self.schema.get("enum")

    def fields(self) -> dict[str, Part]:
        """Return the schemas of the fields."""
        return {name: self.part(schema) for name, schema in self.schema.get("properties", {}).items()}

    def required(self) -> set[str]:
        """Return the fields that have to be there."""
        return set(self.schema.get("required", []))


def misfits(place: str, given: Part, taken: Part, *, answer: bool = False) -> Iterator[str]:
    """Yield what one schema allows and the other does not, each with its place.

    Args:
        place: The name of the values.
        given: What values there may be.
        taken: What values are understood.
        answer: Whether the values are answers, in which clients pass over fields that they do not know, and
            miss those that are gone, even optional ones.
    """
    return _Comparison(answer=answer).misfits(place, given, taken, frozenset())


def _values(place: str, given: Part, taken: Part) -> Iterator[str]:
    understood = taken.types() | ({"integer"} if "number" in taken.types() else set[str]())
    for name in sorted(given.types() - understood):
        yield f"{place}: {name}"
    allowed, possible = taken.values(), given.values()
    if allowed is not None:
        for value in [None] if possible is None else possible:
            if value not in allowed:
                yield f"{place}: {'any other value' if possible is None else repr(value)}"
    for keys, holds in ((AT_MOST, _at_most), (AT_LEAST, _at_least), (SAME, _same)):
        for key in keys:
            bound = taken.schema.get(key)
            if bound is not None and not holds(given.schema.get(key), bound) and possible is None:
                yield f"{place}: what breaks {key} {bound}"


def _at_most(given: float | None, bound: float) -> bool:
    return given is not None and given <= bound


def _at_least(given: float | None, bound: float) -> bool:
    return given is not None and given >= bound


def _same(given: object, bound: object) -> bool:
    return given == bound


def _said(choice: Part) -> str:
    if choice.reference:
        return choice.reference.rpartition("/")[2]
    return "/".join(sorted(choice.types()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    answer: bool

    def misfits(self, place: str, given: Part, taken: Part, seen: Seen) -> Iterator[str]:
        pair = (given.reference, taken.reference)
        if any(pair) and pair in seen:
            return
        seen |= {pair}
        given, taken = given.resolved(), taken.resolved()
        if given.has_choices or taken.has_choices:
            for choice in given.choices():
                if all(any(self.misfits("", choice, other, seen)) for other in taken.choices()):
                    yield f"{place}: {_said(choice)}"
            return
        yield from _values(place, given, taken)
        yield from self._fields(place, given, taken, seen)
        if "items" in taken.schema:
            items = given.part(given.schema.get("items")), taken.part(taken.schema["items"])
            yield from self.misfits(f"{place}[]", *items, seen)

    def _fields(self, place: str, given: Part, taken: Part, seen: Seen) -> Iterator[str]:
        possible, known = given.fields(), taken.fields()
        missed = taken.required() - given.required()
        for name in sorted(missed | (known.keys() - possible.keys() if self.answer else set[str]())):
            yield f"{place}: one without {name}"
        for name in possible.keys() & known.keys():
            yield from self.misfits(f"{place}.{name}", possible[name], known[name], seen)
        if not self.answer:
            yield from self._other_fields(place, given, taken, seen)

    def _other_fields(self, place: str, given: Part, taken: Part, seen: Seen) -> Iterator[str]:
        others = taken.schema.get("additionalProperties", True)
        if others is True or "object" not in given.types():
            return
        possible = {f".{name}": of for name, of in given.fields().items() if name not in taken.fields()}
        more = given.schema.get("additionalProperties", True)
        if more is not False:
            possible[".*"] = given.part(more)
        for name, field in possible.items():
            if others is False:
                yield f"{place}{name}"
            else:
                yield from self.misfits(f"{place}{name}", field, taken.part(others), seen)
