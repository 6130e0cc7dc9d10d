"""Who may call an API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_cdk import aws_apigatewayv2 as http
    from aws_cdk import aws_cognito as cognito
    from constructs import Construct

    from cloud_constructs.compute import EnhancedLambda

BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
HEADER = {"type": "apiKey", "in": "header", "name": "Authorization"}
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
SIGNED = {**HEADER, "x-amazon-apigateway-authtype": "awsSigv4"}


@dataclass(frozen=True, slots=True, eq=False)
class Authorizer:
    """What an API asks of its callers: `Authorizer.cognito(...)`, `.jwt(...)`, `.iam()` or `.function(...)`.

    Example:
        ```python
        from cloud_constructs import Authorizer

        Authorizer.jwt(issuer="https://login.example.com", audience=["shop"])
        ```
    """

    callers: str
    """By what callers are known, for messages."""
    scheme: dict[str, str]
    """How an OpenAPI document says so."""
    for_http: Callable[[], http.IHttpRouteAuthorizer]
    for_rest: Callable[[Construct], dict[str, Any]] | None
    """Make the authoriser of a REST API in a scope, as options of a method; `None` where REST has no such."""

    @staticmethod
    def cognito(*, user_pool: cognito.IUserPool, clients: Sequence[cognito.IUserPoolClient]) -> Authorizer:
        """Ask for a token of a Cognito user pool.

        Args:
            user_pool: The user pool.
            clients: The clients whose tokens count. A `RestApi` cannot tell clients apart: there, every
                client of the pool counts, and scopes narrow what it may call.
        """

        def for_http() -> http.IHttpRouteAuthorizer:
            from aws_cdk import aws_apigatewayv2_authorizers as authorizers

            made = authorizers.HttpUserPoolAuthorizer("UserPool", user_pool, user_pool_clients=list(clients))
            return cast("http.IHttpRouteAuthorizer", made)

        def for_rest(scope: Construct) -> dict[str, Any]:
            from aws_cdk import aws_apigateway as rest

            made = rest.CognitoUserPoolsAuthorizer(scope, "Authorizer", cognito_user_pools=[user_pool])
            return {"authorizer": made, "authorizationType": rest.AuthorizationType.COGNITO}

        return Authorizer("tokens of a user pool", BEARER, for_http, for_rest)

    @staticmethod
    def jwt(*, issuer: str, audience: Sequence[str]) -> Authorizer:
        """Ask for a token of an OpenID Connect issuer; an `HttpApi` only.

        Args:
            issuer: The issuer's address, from which API Gateway fetches its keys.
            audience: For whom the token has to be made out; one match is enough.
        """

        def for_http() -> http.IHttpRouteAuthorizer:
            from aws_cdk import aws_apigatewayv2_authorizers as authorizers

            made = authorizers.HttpJwtAuthorizer("Jwt", issuer, jwt_audience=list(audience))
            return cast("http.IHttpRouteAuthorizer", made)

        return Authorizer("tokens of an issuer", BEARER, for_http, None)

    @staticmethod
    def iam() -> Authorizer:
        """Ask for a request that an AWS principal has signed."""

        def for_http() -> http.IHttpRouteAuthorizer:
            from aws_cdk import aws_apigatewayv2_authorizers as authorizers

            return cast("http.IHttpRouteAuthorizer", authorizers.HttpIamAuthorizer())

        def for_rest(scope: Construct) -> dict[str, Any]:  # noqa: ARG001
            from aws_cdk import aws_apigateway as rest

            return {"authorizationType": rest.AuthorizationType.IAM}

        return Authorizer("signatures of IAM", SIGNED, for_http, for_rest)

    @staticmethod
    def function(decide: EnhancedLambda) -> Authorizer:
        """Ask a function, which sees the request's `Authorization` header.

        For an `HttpApi` it answers `{"isAuthorized": true}` or false, for a `RestApi` with an IAM policy;
        both keep the answer for five minutes.
        """

        def for_http() -> http.IHttpRouteAuthorizer:
            from aws_cdk import aws_apigatewayv2_authorizers as authorizers

            made = authorizers.HttpLambdaAuthorizer(
                "Function",
                decide.target,
                response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
            )
            return cast("http.IHttpRouteAuthorizer", made)

        def for_rest(scope: Construct) -> dict[str, Any]:
            from aws_cdk import aws_apigateway as rest

            made = rest.RequestAuthorizer(
                scope,
                "Authorizer",
                handler=decide.target,
                identity_sources=[rest.IdentitySource.header("Authorization")],
            )
            return {"authorizer": made, "authorizationType": rest.AuthorizationType.CUSTOM}

        return Authorizer("a function", HEADER, for_http, for_rest)
