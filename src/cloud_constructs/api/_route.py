"""What an API is told about a route, whichever kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_apigateway as rest
    from aws_cdk import aws_apigatewayv2 as http
    from constructs import Construct
    from pydantic import BaseModel

    from cloud_constructs.api._limits import Throttle
    from cloud_constructs.api._mapping_templates import MappingTemplates
    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.core import AlarmTarget, Check, Waiver


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """One method and path: who may call it, what is said and answered, and which function answers."""

    method: str
    path: str
    handler: EnhancedLambda
    scopes: tuple[str, ...]
    throttle: Throttle | None
    public: Waiver | None
    api_key_required: bool
    request: type[BaseModel] | None
    query: type[BaseModel] | None
    responses: Mapping[int, type[BaseModel] | None]
    parameter_mapping: http.ParameterMapping | None
    templates: MappingTemplates | None


class RoutedApi(Protocol):
    """An API that serves routes: what `ApiRoute` asks of `HttpApi` and `RestApi` alike."""

    def check_route(self, check: Check, route: Route) -> None:
        """Raise an ArgumentError for what this kind of API cannot do; the message names the other kind."""
        ...

    def serve(self, scope: Construct, route: Route) -> http.HttpRoute | rest.Method:
        """Make the route's resources below `scope`."""
        ...

    def route_target(self, name: str, route: Route) -> AlarmTarget:
        """Return what alarms watch of a route that is served."""
        ...
