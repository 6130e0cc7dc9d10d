"""RestApi: a REST API that knows its callers, checks their requests and stands behind a firewall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from aws_cdk import Names
from aws_cdk import aws_apigateway as rest

from cloud_constructs.api._custom_domain import NEWEST_TLS, STRICT_ACCESS
from cloud_constructs.api._limits import Cors, Throttle
from cloud_constructs.api._log_role import log_account
from cloud_constructs.api._openapi import document
from cloud_constructs.api._problems import answer_with_problems
from cloud_constructs.api._request_checks import checked_options, schema_of
from cloud_constructs.api._rest_stage import LEFT_OUT, STAGE, method_settings, stage_options
from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    assign,
    create,
    read,
    resource_of,
)
from cloud_constructs.guardrails import acknowledge, acknowledge_each
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, WebAcl

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_logs as logs
    from constructs import Construct

    from cloud_constructs.api._authorizer import Authorizer
    from cloud_constructs.api._custom_domain import CustomDomain
    from cloud_constructs.api._route import Route


class RestApi(L3):
    """A REST API; `ApiRoute` adds its routes, at least one.

    It promises what an `HttpApi` does (callers are known, requests are throttled and written to an encrypted
    log), and beyond it that a firewall sees requests first, that requests are checked against the models of
    their route before a function runs, that errors are told as RFC 9457 problems, that requests are traced,
    and that callers speak TLS 1.3 or 1.2. A REST API costs about three times as much per request as an HTTP
    API.

    Args:
        authorizer: What callers have to show.
        throttle: How many requests all routes together let through.
        cors: Which web pages may call; by default none. The functions answer with the header themselves.
        domain: A name of its own; without one, the API is reached under a name that AWS makes.
        policy: Who may call at all, such as the endpoints of a VPC; by default everybody who can show what
            the authoriser asks.
        web_acl: The firewall, or a `Waiver` to go without; by default the one that the stack's APIs share.
        encryption_key: The key of the logs; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: The throttle lets nothing through, CORS sends credentials to every origin, the
            authoriser is one that only an HTTP API has, or the domain has a name that no domain has.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, RestApi

        stack = cdk.Stack(cdk.App(), "Shop")
        api = RestApi(stack, "Api", authorizer=Authorizer.iam())
        orders = EnhancedLambda(stack, "Orders", entry="functions/checkout")
        ApiRoute(stack, "GetOrder", api=api, method="GET", path="/orders/{id}", handler=orders)
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
        policy: iam.PolicyDocument | None = None,
        web_acl: WebAcl | Waiver | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        throttle = throttle or Throttle(rate=50, burst=100)
        for problem in (throttle.problem(), cors.problem() if cors else None):
            check.require(problem is None, problem or "", "let at least one request and one origin through")
        if domain is not None:
            domain.check(check)
        if authorizer.for_rest is None:
            raise check.fail(
                f"a REST API does not know callers by {authorizer.callers}",
                "use an HttpApi, or Authorizer.cognito or Authorizer.function",
            )
        super().__init__(scope, id)
        self._name = id
        self._authorizer = authorizer
        self._routes: dict[tuple[str, str], Route] = {}
        self._throttle = throttle
        self._logs = EncryptedLogGroup(self, "AccessLogs", encryption_key=encryption_key, profile=profile)
        self._metrics_name: str = Names.unique_resource_name(self, max_length=128, separator="-")
        self._options = authorizer.for_rest(self)
        self._api = create(
            rest.RestApi,
            rest.RestApiProps,
            self,
            "Resource",
            cloud_watch_role=False,
            default_cors_preflight_options=cors.rest_preflight() if cors else None,
            default_method_options=self._options,
            deploy_options=stage_options(throttle, self._logs.log_group),
            disable_execute_api_endpoint=True if domain else None,
            endpoint_configuration={"types": [rest.EndpointType.REGIONAL]},
            policy=policy,
            # Its metrics are told apart by this name, in the whole region.
            rest_api_name=self._metrics_name,
        )
        assign(
            resource_of(self._api, rest.CfnRestApi),
            endpoint_access_mode=STRICT_ACCESS,
            security_policy=NEWEST_TLS,
        )
        self._id = read(self._api, "rest_api_id")
        self._stage: rest.Stage = self._api.deployment_stage
        self._throttles: dict[tuple[str, str], Throttle] = {}
        self._resources: dict[str, rest.IResource] = {"/": self._api.root}
        self._write_down_failures(encryption_key, profile)
        self._check_requests()
        self._deployment = cast("rest.Deployment", self._api.latest_deployment)
        answer_with_problems(self, self._id, self._deployment, cors.origins[0] if cors else None)
        self._stand_behind(web_acl)
        self._domain = domain
        self._domain_name = domain.of_rest_api(self, self._api, self._stage) if domain else None
        acknowledge_each(self._stage, LEFT_OUT)

    def _write_down_failures(
        self, encryption_key: EncryptionKey | None, profile: StageProfile | None
    ) -> None:
        """Make the execution log before API Gateway does, which would neither encrypt nor end it."""
        failures = EncryptedLogGroup(
            self,
            "ExecutionLogs",
            log_group_name=f"API-Gateway-Execution-Logs_{self._id}/{STAGE}",
            encryption_key=encryption_key,
            profile=profile,
        )
        self._stage.node.add_dependency(log_account(self), failures.log_group)

    def _check_requests(self) -> None:
        self._validator = create(
            rest.RequestValidator,
            rest.RequestValidatorProps,
            self,
            "Validator",
            rest_api=self._api,
            validate_request_body=True,
            validate_request_parameters=True,
        )

    def _stand_behind(self, web_acl: WebAcl | Waiver | None) -> None:
        if isinstance(web_acl, Waiver):
            acknowledge(self._stage, "APIGWAssociatedWithWAF", web_acl)
        else:
            (web_acl or WebAcl.of(self)).protect(self, "Firewall", self._stage.stage_arn)

    @property
    def api(self) -> rest.RestApi:
        """The API."""
        return self._api

    @property
    def stage(self) -> rest.Stage:
        """The stage that serves it."""
        return self._stage

    @property
    def url(self) -> str:
        """Where the API is reached."""
        return self._domain.url if self._domain else self._api.url

    @property
    def base_path(self) -> str:
        """What comes before the paths of the routes, such as `/live`."""
        return self._domain.path if self._domain else f"/{STAGE}"

    @property
    def domain_name(self) -> rest.DomainName | None:
        """What a record of the custom domain leads to; `None` without one."""
        return self._domain_name

    @property
    def access_logs(self) -> logs.LogGroup:
        """Where requests are written down."""
        return self._logs.log_group

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the API, which should answer, and soon."""
        dimensions = {"ApiName": self._metrics_name, "Stage": STAGE}
        return [AlarmTarget(name=name or self._name, service=Service.REST_API, dimensions=dimensions)]

    def route_target(self, name: str, route: Route) -> AlarmTarget:
        """Return a route, whose metrics are its own on every stage; `ApiRoute` calls it."""
        dimensions = {
            "ApiName": self._metrics_name,
            "Method": route.method,
            "Resource": route.path,
            "Stage": STAGE,
        }
        return AlarmTarget(name=name, service=Service.REST_API_METHOD, dimensions=dimensions)

    def openapi(self, version: str = "1.0.0") -> dict[str, Any]:
        """Return the OpenAPI 3.1 document of the routes so far, for `json.dumps`.

        Args:
            version: The version of the API, as clients know it.
        """
        return document(self._name, version, self._authorizer, self._routes.values())

    def check_route(self, check: Check, route: Route) -> None:
        """Raise an ArgumentError for what only an HTTP API can do, and for a route that is there already."""
        check.require(
            (route.method, route.path) not in self._routes,
            f"the API has {route.method} {route.path} already",
            "give the route another method or path",
        )
        by_token = self._options["authorizationType"] == rest.AuthorizationType.COGNITO
        check.require(
            by_token or not route.scopes,
            f"scopes are asked of callers that are known by {self._authorizer.callers}",
            "use Authorizer.cognito, or leave out scopes",
        )
        check.require(
            route.parameter_mapping is None,
            "REST APIs have no parameter mapping",
            "use an HttpApi, or templates",
        )
        if route.templates is not None:
            route.templates.check(check)

    def serve(self, scope: Construct, route: Route) -> rest.Method:
        """Make a route; `ApiRoute` calls it."""
        self._routes[route.method, route.path] = route
        made = create(
            rest.Method,
            rest.MethodProps,
            scope,
            "Resource",
            http_method=route.method,
            integration=create(
                rest.LambdaIntegration,
                rest.LambdaIntegrationOptions,
                route.handler.target,
                allow_test_invoke=False,
                **(route.templates.integration_options(min(route.responses)) if route.templates else {}),
            ),
            options={**self._method_options(route), **checked_options(scope, self._id, route)},
            resource=self._resource_of(route.path),
        )
        if route.public is not None:
            acknowledge_each(
                made, {"APIGWAuthorization": route.public, "CognitoUserPoolAPIGWAuthorizer": route.public}
            )
        elif self._options["authorizationType"] != rest.AuthorizationType.COGNITO:
            known = f"Callers are known all the same, by {self._authorizer.callers}"
            acknowledge(made, "CognitoUserPoolAPIGWAuthorizer", known)
        if route.request is not None:
            # A changed schema is served by a new deployment alone.
            self._deployment.add_to_logical_id(schema_of(route.request))
        if route.throttle is not None:
            self._throttles[route.method, route.path] = route.throttle
            settings = method_settings(self._throttle, self._throttles)
            resource_of(self._stage, rest.CfnStage).method_settings = settings
        return made

    def _method_options(self, route: Route) -> dict[str, Any]:
        who = {"authorizationType": rest.AuthorizationType.NONE} if route.public else self._options
        options: dict[str, Any] = {
            **who,
            "apiKeyRequired": route.api_key_required,
            "requestValidator": self._validator,
        }
        if route.scopes:
            options["authorizationScopes"] = list(route.scopes)
        if route.templates is not None:
            options["methodResponses"] = route.templates.method_responses(min(route.responses))
        return options

    def _resource_of(self, path: str) -> rest.IResource:
        if path not in self._resources:
            self._resources[path] = cast("rest.IResource", self._api.root.resource_for_path(path))
        return self._resources[path]
