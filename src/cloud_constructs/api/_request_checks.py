"""What a REST API checks of a request before the function of its route runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_apigateway as rest

from cloud_constructs.api._draft4 import draft4
from cloud_constructs.core import create

if TYPE_CHECKING:
    from constructs import Construct
    from pydantic import BaseModel

    from cloud_constructs.api._route import Route


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's schema as a REST API takes it."""
    return draft4(model.model_json_schema(mode="validation"))


def checked_options(scope: Construct, rest_api_id: str, route: Route) -> dict[str, Any]:
    """Make the model of a route's body below `scope`, and return the options of the method that use it."""
    parameters = {f"path.{name}": True for name in re.findall(r"\{(\w+)\+?\}", route.path)}
    if route.query is not None:
        schema = route.query.model_json_schema(mode="validation")
        required = schema.get("required", [])
        parameters.update({f"querystring.{name}": name in required for name in schema.get("properties", {})})
    options: dict[str, Any] = {
        "requestParameters": {f"method.request.{name}": wanted for name, wanted in parameters.items()}
    }
    if route.request is not None:
        model = create(
            rest.CfnModel,
            rest.CfnModelProps,
            scope,
            "Request",
            content_type="application/json",
            rest_api_id=rest_api_id,
            schema=schema_of(route.request),
        )
        known = rest.Model.from_model_name(scope, "RequestModel", model.ref)
        # By default too: with a media type that no model is for, a body would not be checked at all.
        options["requestModels"] = {"application/json": known, "$default": known}
    return options
