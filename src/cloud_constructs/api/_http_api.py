"""HttpApi: an HTTP API that knows its callers, counts them and writes down what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_apigatewayv2 as apigateway

from cloud_constructs.api._access_log import access_log
from cloud_constructs.api._limits import Cors, Throttle
from cloud_constructs.api._openapi import document
from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    assign,
    create,
    make,
    resource_of,
)
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey

if TYPE_CHECKING:
    from aws_cdk import aws_logs as logs
    from constructs import Construct

    from cloud_constructs.api._authorizer import Authorizer
    from cloud_constructs.api._custom_domain import CustomDomain
    from cloud_constructs.api._route import Route

ACCESS_LOG = access_log(
    "requestTime",
    "identity.userAgent",
    "routeKey",
    "responseLatency",
    "integrationErrorMessage",
    "authorizer.error",
)

# What an HTTP API refuses itself: a caller, a route that is not there, a request too many.
REFUSALS = {
    "application/json": {
        "schema": {"type": "object", "properties": {"message": {"type": ["string", "null"]}}}
    }
}


class HttpApi(L3):
    """An HTTP API; `ApiRoute` adds its routes.

    It promises that every route asks its callers who they are unless a waiver says why not, that requests
    are throttled, and that each request is written to an encrypted log.

    Args:
        authorizer: What callers have to show.
        throttle: How many requests all routes together let through.
        cors: Which web pages may call; by default none.
        domain: A name of its own; without one, the API is reached under a name that AWS makes.
        encryption_key: The key of the logs; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: The throttle lets nothing through, CORS sends credentials to every origin, or the
            domain has a name that no domain has.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Authorizer, HttpApi

        stack = cdk.Stack(cdk.App(), "Shop")
        api = HttpApi(stack, "Api", authorizer=Authorizer.iam())
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        authorizer: Authorizer,
        throttle: Throttle | None = None,
        cors: Cors | None = None,
        domain: CustomDomain | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        throttle = throttle or Throttle(rate=50, burst=100)
        for problem in (throttle.problem(), cors.problem() if cors else None):
            check.require(problem is None, problem or "", "let at least one request and one origin through")
        if domain is not None:
            domain.check(check)
        super().__init__(scope, id)
        self._name = id
        self._authorizer = authorizer
        self._made: dict[tuple[str, str], apigateway.HttpRoute] = {}
        self._throttle = throttle
        self._domain = domain
        self._routes: dict[tuple[str, str], Route] = {}
        self._logs = EncryptedLogGroup(self, "AccessLogs", encryption_key=encryption_key, profile=profile)
        self._api = create(
            apigateway.HttpApi,
            apigateway.HttpApiProps,
            self,
            "Resource",
            api_name=id,
            cors_preflight=cors.preflight() if cors else None,
            create_default_stage=False,
            default_authorizer=authorizer.for_http(),
            disable_execute_api_endpoint=True if domain else None,
        )
        self._domain_name = domain.of_http_api(self) if domain else None
        self._stage = create(
            apigateway.HttpStage,
            apigateway.HttpStageProps,
            self,
            "Stage",
            auto_deploy=True,
            domain_mapping=_mapping(domain, self._domain_name),
            http_api=self._api,
            throttle=apigateway.ThrottleSettings(rate_limit=throttle.rate, burst_limit=throttle.burst),
        )
        self._stage_resource = resource_of(self._stage, apigateway.CfnStage)
        settings = {"destinationArn": self._logs.log_group_arn, "format": ACCESS_LOG}
        assign(self._stage_resource, access_log_settings=settings)
        self._route_settings: dict[str, dict[str, float]] = {}

    @property
    def api(self) -> apigateway.HttpApi:
        """The API."""
        return self._api

    @property
    def stage(self) -> apigateway.HttpStage:
        """The stage that serves it."""
        return self._stage

    @property
    def url(self) -> str:
        """Where the API is reached."""
        return self._domain.url if self._domain else self._stage.url

    @property
    def base_path(self) -> str:
        """What comes before the paths of the routes, such as `/v1`; nothing for most."""
        return self._domain.path if self._domain else ""

    @property
    def domain_name(self) -> apigateway.DomainName | None:
        """What a record of the custom domain leads to; `None` without one."""
        return self._domain_name

    @property
    def access_logs(self) -> logs.LogGroup:
        """Where requests are written down."""
        return self._logs.log_group

    def openapi(self, version: str = "1.0.0") -> dict[str, Any]:
        """Return the OpenAPI 3.1 document of the routes so far, for `json.dumps`.

        Args:
            version: The version of the API, as clients know it.
        """
        routes = self._routes.values()
        return document(self._name, version, self._authorizer, routes, gateway_speaks=REFUSALS)

    def check_route(self, check: Check, route: Route) -> None:
        """Raise an ArgumentError for what only a REST API can do, and for a route that is there already."""
        check.require(
            (route.method, route.path) not in self._routes,
            f"the API has {route.method} {route.path} already",
            "give the route another method or path",
        )
        check.require(
            not route.api_key_required,
            "HTTP APIs have no usage plans and no API keys",
            "use a RestApi, or leave out api_key_required",
        )
        check.require(
            route.templates is None,
            "HTTP APIs have no mapping templates",
            "use a RestApi, or parameter_mapping",
        )

    def serve(self, scope: Construct, route: Route) -> apigateway.HttpRoute:
        """Make a route; `ApiRoute` calls it."""
        from aws_cdk import aws_apigatewayv2_integrations as integrations

        self._routes[route.method, route.path] = route
        made = create(
            apigateway.HttpRoute,
            apigateway.HttpRouteProps,
            scope,
            "Resource",
            authorization_scopes=list(route.scopes) or None,
            authorizer=apigateway.HttpNoneAuthorizer() if route.public else None,
            http_api=self._api,
            integration=create(
                integrations.HttpLambdaIntegration,
                integrations.HttpLambdaIntegrationProps,
                "Integration",
                route.handler.target,
                parameter_mapping=route.parameter_mapping,
                scope_permission_to_route=True,
            ),
            route_key=make(apigateway.HttpRouteKey.with_, route.path, apigateway.HttpMethod(route.method)),
        )
        if route.public is not None:
            acknowledge(made, "APIGWAuthorization", route.public)
        self._made[route.method, route.path] = made
        if route.throttle is not None:
            self._set(route, detailed_metrics=False)
        return made

    def _set(self, route: Route, *, detailed_metrics: bool) -> None:
        """Give a route settings of its own, which say everything: what they leave out is not inherited."""
        throttle = route.throttle or self._throttle
        self._route_settings[f"{route.method} {route.path}"] = {
            "ThrottlingRateLimit": throttle.rate,
            "ThrottlingBurstLimit": throttle.burst,
            **({"DetailedMetricsEnabled": True} if detailed_metrics else {}),
        }
        self._stage_resource.route_settings = self._route_settings
        # API Gateway refuses settings for a route that is not there yet.
        self._stage.node.add_dependency(self._made[route.method, route.path])

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the API, which should answer, and soon."""
        dimensions = {"ApiId": self._api.api_id, "Stage": "$default"}
        return [AlarmTarget(name=name or self._name, service=Service.HTTP_API, dimensions=dimensions)]

    def route_target(self, name: str, route: Route) -> AlarmTarget:
        """Return a route, and have its metrics kept apart from those of the API; `ApiRoute` calls it."""
        self._set(route, detailed_metrics=True)
        dimensions = {
            "ApiId": self._api.api_id,
            "Method": route.method,
            "Resource": route.path,
            "Stage": "$default",
        }
        return AlarmTarget(name=name, service=Service.HTTP_API_ROUTE, dimensions=dimensions)


def _mapping(domain: CustomDomain | None, name: apigateway.DomainName | None) -> dict[str, Any] | None:
    if domain is None:
        return None
    path = {"mappingKey": domain.base_path} if domain.base_path else {}
    return {"domainName": name, **path}
