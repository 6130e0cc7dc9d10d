"""Routes as the OpenAPI document says them, each with a request that its schemas allow."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
DOCUMENT = Path(__file__).parent.parent / "docs" / "openapi.json"
NOBODYS_ID = "f" * 32


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path."""

    method: str
    path: str
    operation: Json

    @property
    def is_public(self) -> bool:
        """Whether callers need no token."""
        return self.operation["security"] == []

    @property
    def parameters(self) -> list[str]:
        """The parameters of the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    def url(self, **values: str) -> str:
        """Return the path with parameters; those that are not given are nobody's."""
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], NOBODYS_ID), self.path)

    def query(self) -> list[str]:
        """Return the parameters of the query string."""
        return [one["name"] for one in self.operation.get("parameters", []) if one["in"] == "query"]

    def identifiers(self) -> set[str]:
        """Return the names of all identifiers that a request can have, wherever they stand."""
        in_body = (self.schema() or {}).get("properties", {})
        return {name for name in (*self.parameters, *self.query(), *in_body) if name.endswith("_id")}

    def schema(self) -> Json | None:
        """Return the schema of the body."""
        body = self.operation.get("requestBody")
        return resolved(body["content"]["application/json"]["schema"]) if body else None

    def body(self, **values: str) -> Json | None:
        """Return a body that the schema allows, with those of the values that it has a place for."""
        schema = self.schema()
        if schema is None:
            return None
        made: Json = sample(schema)
        return made | {name: value for name, value in values.items() if name in schema["properties"]}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def document() -> Json:
    """Return the document."""
    return json.loads(DOCUMENT.read_text())


def routes() -> list[Route]:
    """Return every route of the document."""
    return [
        Route(method.upper(), path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def resolved(schema: Json) -> Json:
    """Return a schema, or what it refers to."""
    reference = schema.get("$ref")
    return document()["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def sample(schema: Json) -> Any:  # noqa: ANN401
    """Return a small value that a schema allows."""
    schema = resolved(schema)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    match schema.get("type"):
        case "object":
            properties: Json = schema.get("properties", {})
            return {name: sample(properties[name]) for name in schema.get("required", [])}
        case "array":
            return [sample(schema["items"]) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        case "boolean":
            return False
        case _:
            return "a" * schema.get("minLength", 1)
