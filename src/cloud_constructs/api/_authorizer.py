"""Who may call an API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_apigatewayv2 as apigateway

    from cloud_constructs.compute import EnhancedLambda


@dataclass(frozen=True, slots=True, eq=False)
class Authorizer:
    """What an API asks of its callers: `Authorizer.jwt(...)`, `.iam()` or `.function(...)`.

    Example:
        ```python
        from cloud_constructs import Authorizer

        Authorizer.jwt(issuer="https://login.example.com", audience=["shop"])
        ```
    """

    binding: apigateway.IHttpRouteAuthorizer

    @staticmethod
    def jwt(*, issuer: str, audience: Sequence[str]) -> Authorizer:
        """Ask for a token of an OpenID Connect issuer, such as a Cognito user pool.

        Args:
            issuer: The issuer's address, from which API Gateway fetches its keys.
            audience: For whom the token has to be made out; one match is enough.
        """
        from aws_cdk import aws_apigatewayv2_authorizers as authorizers

        made = authorizers.HttpJwtAuthorizer("Jwt", issuer, jwt_audience=list(audience))
        return Authorizer(cast("apigateway.IHttpRouteAuthorizer", made))

    @staticmethod
    def iam() -> Authorizer:
        """Ask for a request that an AWS principal has signed."""
        from aws_cdk import aws_apigatewayv2_authorizers as authorizers

        return Authorizer(cast("apigateway.IHttpRouteAuthorizer", authorizers.HttpIamAuthorizer()))

    @staticmethod
    def function(decide: EnhancedLambda) -> Authorizer:
        """Ask a function, which answers `{"isAuthorized": true}` or false."""
        from aws_cdk import aws_apigatewayv2_authorizers as authorizers

        made = authorizers.HttpLambdaAuthorizer(
            "Function",
            decide.target,
            response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
        )
        return Authorizer(cast("apigateway.IHttpRouteAuthorizer", made))
