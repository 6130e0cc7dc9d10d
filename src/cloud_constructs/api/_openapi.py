"""The OpenAPI 3.1 document of an API, from its routes and their models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

    from cloud_constructs.api._authorizer import Authorizer
    from cloud_constructs.api._route import Route

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

CALLER, API_KEY, PROBLEM = "caller", "apiKey", "Problem"
PARAMETER = re.compile(r"\{(\w+)\+?\}")
PROBLEM_MEMBERS = {"type": "string", "title": "string", "status": "integer", "detail": "string"}


def document(
    title: str,
    version: str,
    authorizer: Authorizer,
    routes: Iterable[Route],
    *,
    gateway_speaks: Json | None = None,
) -> Json:
    """Return the document: OpenAPI 3.1 speaks the JSON Schema that Pydantic writes.

    `gateway_speaks` is the content of what the gateway itself refuses, where that is no problem of RFC 9457.
    """
    routes = list(routes)
    schemas = _Schemas(routes)
    paths: dict[str, Json] = {}
    for route in routes:
        path = PARAMETER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    problem = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in PROBLEM_MEMBERS.items()},
    }
    key = {"type": "apiKey", "in": "header", "name": "x-api-key"}
    wants_key = any(route.api_key_required for route in routes)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": schemas.definitions,
            "responses": {
                PROBLEM: {
                    "description": "An error (RFC 9457)",
                    "content": {"application/problem+json": {"schema": problem}, **(gateway_speaks or {})},
                }
            },
            "securitySchemes": {CALLER: authorizer.scheme, **({API_KEY: key} if wants_key else {})},
        },
    }


class _Schemas:
    """The schemas of all models of an API, each under a name of its own."""

    def __init__(self, routes: Iterable[Route]) -> None:
        models = list(dict.fromkeys(pair for route in routes for pair in _models(route)))
        self.definitions: Json = {}
        self._references: dict[tuple[type[BaseModel], Mode], Json] = {}
        if models:
            # Whoever passes models has Pydantic; this library does not ask for it.
            from pydantic.json_schema import models_json_schema

            references, made = models_json_schema(models, ref_template="#/components/schemas/{model}")
            self._references.update(cast("Any", references))
            self.definitions.update(made.get("$defs", {}))

    def of(self, model: type[BaseModel], mode: Mode) -> Json:
        """Return a reference to a model's schema."""
        return self._references[model, mode]

    def properties(self, model: type[BaseModel]) -> tuple[Json, list[str]]:
        """Return the properties of a model, and which of them are required."""
        name = self.of(model, "validation")["$ref"].rpartition("/")[2]
        schema = self.definitions[name]
        return schema.get("properties", {}), schema.get("required", [])


def _models(route: Route) -> Iterator[tuple[type[BaseModel], Mode]]:
    for model in (route.request, route.query):
        if model is not None:
            yield model, "validation"
    for model in route.responses.values():
        if model is not None:
            yield model, "serialization"


def _operation(route: Route, schemas: _Schemas) -> Json:
    words = re.findall(r"\w+", f"{route.method.lower()} {route.path}")
    operation: Json = {
        "operationId": "-".join(words),
        "security": [] if route.public else [_security(route)],
        "responses": {
            **{str(status): _response(status, model, schemas) for status, model in route.responses.items()},
            "default": {"$ref": f"#/components/responses/{PROBLEM}"},
        },
    }
    parameters = [*_path_parameters(route), *_query_parameters(route, schemas)]
    if parameters:
        operation["parameters"] = parameters
    if route.request is not None:
        content = {"application/json": {"schema": schemas.of(route.request, "validation")}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _security(route: Route) -> Json:
    return {CALLER: list(route.scopes), **({API_KEY: []} if route.api_key_required else {})}


def _response(status: int, model: type[BaseModel] | None, schemas: _Schemas) -> Json:
    response: Json = {"description": "An error" if status >= 400 else "What was asked for"}
    if model is not None:
        kind = "application/problem+json" if status >= 400 else "application/json"
        response["content"] = {kind: {"schema": schemas.of(model, "serialization")}}
    return response


def _path_parameters(route: Route) -> Iterator[Json]:
    for name in PARAMETER.findall(route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(route: Route, schemas: _Schemas) -> Iterator[Json]:
    if route.query is None:
        return
    properties, required = schemas.properties(route.query)
    for name, schema in properties.items():
        yield {"name": name, "in": "query", "required": name in required, "schema": schema}
