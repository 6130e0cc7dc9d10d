"""ApiRoute: one method and path of an API, and the function that answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cloud_constructs.api._route import Route
from cloud_constructs.core import L3, Check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_apigateway as rest
    from aws_cdk import aws_apigatewayv2 as http
    from constructs import Construct
    from pydantic import BaseModel

    from cloud_constructs.api._limits import Throttle
    from cloud_constructs.api._mapping_templates import MappingTemplates
    from cloud_constructs.api._route import RoutedApi
    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.core import AlarmTarget, Waiver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WITH_BODY = ("POST", "PUT", "PATCH")


class ApiRoute(L3):
    """A route of an `HttpApi` or a `RestApi`.

    It promises that its callers are known unless a waiver says why they need not be, and that API Gateway
    may invoke the function for this route alone.

    Args:
        api: The API.
        method: The HTTP method.
        path: The path, with parameters in braces, such as `/orders/{id}`.
        handler: The function that answers.
        scopes: OAuth scopes of which the caller's token has to carry one; authorisers by token only.
        throttle: How many requests this route lets through; by default as many as the API does.
        public: A `Waiver` to let everybody call.
        api_key_required: Whether callers also need a key of a `UsagePlan`; on a `RestApi` only.
        request: The Pydantic model of the body. A `RestApi` refuses what does not fit, as far as JSON Schema
            draft 4 can say it; behind an `HttpApi` the function has to (`docs/api.md`).
        query: The Pydantic model of the query string. A `RestApi` refuses requests without what is required.
        response: The Pydantic model of the answer, or several by their status; `None` there has no body.
        parameter_mapping: What is changed in headers, path and query on the way to the function; on an
            `HttpApi` only.
        templates: What the function gets and the client; on a `RestApi` only.

    Raises:
        ArgumentError: The method or the path is malformed, the API has the route already, a public route
            asks for scopes, a method without a body has a model of one, or the API is of the kind that
            cannot do what is asked.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, HttpApi

        stack = cdk.Stack(cdk.App(), "Shop")
        api = HttpApi(stack, "Api", authorizer=Authorizer.iam())
        orders = EnhancedLambda(stack, "Orders", entry="functions/checkout")
        ApiRoute(stack, "GetOrder", api=api, method="GET", path="/orders/{id}", handler=orders)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        api: RoutedApi,
        method: str,
        path: str,
        handler: EnhancedLambda,
        scopes: Sequence[str] = (),
        throttle: Throttle | None = None,
        public: Waiver | None = None,
        api_key_required: bool = False,
        request: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        response: type[BaseModel] | Mapping[int, type[BaseModel] | None] | None = None,
        parameter_mapping: http.ParameterMapping | None = None,
        templates: MappingTemplates | None = None,
    ) -> None:
        check = Check(scope, id)
        check.one_of("method", method, METHODS)
        segment = r"/([\w.~-]+|\{\w+\+?\})"
        check.matches("path", path, rf"/|({segment})+", "a path such as /orders/{id}")
        check.require(
            public is None or not scopes, "a public route asks for scopes", "leave out public or scopes"
        )
        check.require(
            request is None or method in WITH_BODY,
            f"{method} has a request",
            "leave out request, or use query",
        )
        responses = response if isinstance(response, Mapping) else {200: response}
        for name, model in {"request": request, "query": query, **_named(responses)}.items():
            check.require(
                model is None or hasattr(model, "model_json_schema"),
                f"{name} is {model!r}",
                "give a class that derives from pydantic.BaseModel",
            )
        problem = throttle.problem() if throttle else None
        check.require(problem is None, problem or "", "let at least one request through")
        route = Route(
            method=method,
            path=path,
            handler=handler,
            scopes=tuple(scopes),
            throttle=throttle,
            public=public,
            api_key_required=api_key_required,
            request=request,
            query=query,
            responses=responses,
            parameter_mapping=parameter_mapping,
            templates=templates,
        )
        api.check_route(check, route)
        super().__init__(scope, id)
        self._name = id
        self._api = api
        self._said = route
        self._route = api.serve(self, route)

    @property
    def route(self) -> http.HttpRoute | rest.Method:
        """The route of an HTTP API, or the method of a REST API."""
        return self._route

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the route; its metrics cost extra on an `HttpApi`, where they are switched on by this."""
        return [self._api.route_target(name or self._name, self._said)]


def _named(responses: Mapping[int, type[BaseModel] | None]) -> dict[str, type[BaseModel] | None]:
    return {f"the response {status}": model for status, model in responses.items()}
