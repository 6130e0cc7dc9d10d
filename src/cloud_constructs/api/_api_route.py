"""ApiRoute: one method and path of an API, and the function that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from cloud_constructs.core import Check, Waiver, create
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs.api._http_api import HttpApi
    from cloud_constructs.api._limits import Throttle
    from cloud_constructs.compute import EnhancedLambda

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class ApiRoute(Construct):
    """A route of an `HttpApi`.

    It promises that its callers are known unless a waiver says why they need not be, and that API Gateway
    may invoke the function for this route alone.

    Args:
        api: The API.
        method: The HTTP method.
        path: The path, with parameters in braces, such as `/orders/{id}`.
        handler: The function that answers.
        scopes: OAuth scopes of which the caller's token has to carry one; JWT authorisers only.
        throttle: How many requests this route lets through; by default as many as the API does.
        public: A `Waiver` to let everybody call.

    Raises:
        ArgumentError: The method or the path is malformed, or a public route asks for scopes.

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
        api: HttpApi,
        method: str,
        path: str,
        handler: EnhancedLambda,
        scopes: Sequence[str] = (),
        throttle: Throttle | None = None,
        public: Waiver | None = None,
    ) -> None:
        check = Check(scope, id)
        check.one_of("method", method, METHODS)
        segment = r"/([\w.~-]+|\{\w+\+?\})"
        check.matches("path", path, rf"/|({segment})+", "a path such as /orders/{id}")
        check.require(
            public is None or not scopes, "a public route asks for scopes", "leave out public or scopes"
        )
        problem = throttle.problem() if throttle else None
        check.require(problem is None, problem or "", "let at least one request through")
        super().__init__(scope, id)
        from aws_cdk import aws_apigatewayv2_integrations as integrations

        self._route = create(
            apigateway.HttpRoute,
            apigateway.HttpRouteProps,
            self,
            "Resource",
            authorization_scopes=list(scopes) or None,
            authorizer=apigateway.HttpNoneAuthorizer() if public else None,
            http_api=api.api,
            integration=integrations.HttpLambdaIntegration(
                "Integration", handler.target, scope_permission_to_route=True
            ),
            route_key=apigateway.HttpRouteKey.with_(path, apigateway.HttpMethod(method)),
        )
        if public is not None:
            acknowledge(self._route, "APIGWAuthorization", public)
        if throttle is not None:
            api.throttle_route(self._route, f"{method} {path}", throttle)

    @property
    def route(self) -> apigateway.HttpRoute:
        """The route."""
        return self._route
