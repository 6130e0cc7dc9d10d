"""The API: a route for each operation of the contract."""

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct
from vault.operations import OPERATIONS

from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, HttpApi, Throttle, Waiver

from .identity import IdentityStack
from .security import Keys


class ApiStack(cdk.Stack):
    """What `functions/vault/operations` says, as routes of an HTTP API."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        keys: Keys,
        identity: IdentityStack,
        functions: Mapping[str, EnhancedLambda],
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self.http = HttpApi(
            self,
            "Api",
            authorizer=Authorizer.cognito(user_pool=identity.users.user_pool, clients=[identity.client]),
            throttle=Throttle(rate=500, burst=1000),
            encryption_key=keys.operations,
        )
        self.routes = {
            operation.name: ApiRoute(
                self,
                operation.name,
                api=self.http,
                method=operation.method,
                path=operation.path,
                handler=functions[operation.function],
                request=operation.request,
                query=operation.query,
                response={operation.status: operation.response},
                parameter_mapping=_traced(),
                throttle=Throttle(rate=operation.rate, burst=2 * operation.rate),
                public=Waiver(reason=operation.public) if operation.public else None,
            )
            for operation in OPERATIONS
        }
        cdk.CfnOutput(self, "ApiUrl", value=self.http.url)


def _traced() -> apigateway.ParameterMapping:
    """Have functions see which request of the gateway theirs is, whatever the client calls it."""
    request_id = apigateway.MappingValue.context_variable("requestId")
    return apigateway.ParameterMapping().overwrite_header("x-request-id", request_id)
