"""JSON Schema as REST APIs read it: draft 4, while Pydantic writes draft 2020-12.

What draft 4 cannot say is left out, so that API Gateway never refuses what the model accepts; the function,
which has the model itself, refuses the rest.
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
AS_IT_IS = frozenset(
    (
        *("type", "title", "description", "format", "enum", "multipleOf", "pattern"),
        *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
        *("minimum", "maximum", "required"),
    )
)
ONE_SCHEMA = ("not", "items", "additionalProperties")
LISTED_SCHEMAS = ("allOf", "anyOf", "oneOf")
NAMED_SCHEMAS = {"properties": "properties", "patternProperties": "patternProperties", "$defs": "definitions"}
BOUNDS = {"exclusiveMinimum": ("minimum", max), "exclusiveMaximum": ("maximum", min)}


def draft4(schema: Schema) -> Schema:
    """Return the schema that a REST API takes as a model."""
    return {"$schema": DRAFT_4, **_translated(schema)}


def _translated(schema: Schema) -> Schema:
    if "$ref" in schema and "$defs" not in schema:
        # In draft 4 a reference stands alone.
        return {"$ref": schema["$ref"].replace("#/$defs/", "#/definitions/")}
    made = {key: value for key, value in schema.items() if key in AS_IT_IS}
    if "$ref" in schema:
        made["allOf"] = [_translated({"$ref": schema["$ref"]})]
    if "const" in schema:
        made["enum"] = [schema["const"]]
    for key in ONE_SCHEMA:
        if key in schema:
            made[key] = _one(schema[key])
    for key in LISTED_SCHEMAS:
        if key in schema:
            made[key] = [_one(part) for part in schema[key]]
    for key, name in NAMED_SCHEMAS.items():
        if key in schema:
            made[name] = {of: _one(part) for of, part in schema[key].items()}
    if "prefixItems" in schema:
        # Draft 4 has one word for what follows the named positions, and another for the positions.
        made["additionalItems"] = made.get("items", True)
        made["items"] = [_one(part) for part in schema["prefixItems"]]
    made.update(_exclusive_bounds(schema))
    return made


def _one(schema: Schema | bool) -> Schema | bool:  # noqa: FBT001
    return schema if isinstance(schema, bool) else _translated(schema)


def _exclusive_bounds(schema: Schema) -> Schema:
    """Return bounds where `exclusiveMinimum` is a flag beside `minimum`, not a number of its own."""
    made: Schema = {}
    for key, (inclusive, tighter) in BOUNDS.items():
        if key in schema:
            bound = schema[key]
            other = schema.get(inclusive, bound)
            made[inclusive] = tighter(bound, other)
            made[key] = made[inclusive] == bound
    return made
