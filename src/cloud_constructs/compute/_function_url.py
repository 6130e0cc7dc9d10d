"""FunctionUrl: an address of a function, without an API in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.compute._live import ALIAS
from cloud_constructs.core import L3, Check, create, grant

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda

SIGNED = "AWS_IAM"


class FunctionUrl(L3):
    """An HTTPS address of a function.

    It promises that every request is signed by a principal who was let in: there is no way to open the
    address to everybody. Callers get both permissions that AWS asks for, and the second one holds for this
    address alone (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).

    Args:
        handler: The function.

    Raises:
        ArgumentError: The function serves tenants one by one.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, FunctionUrl

        stack = cdk.Stack(cdk.App(), "Shop")
        prices = EnhancedLambda(stack, "Prices", entry="functions/prices")
        checkout = EnhancedLambda(stack, "Checkout", entry="functions/checkout")
        FunctionUrl(stack, "PricesUrl", handler=prices).grant_invoke(checkout)
        ```
    """

    def __init__(self, scope: Construct, id: str, *, handler: EnhancedLambda) -> None:
        handler.check_trigger(Check(scope, id))
        super().__init__(scope, id)
        self._target_arn = handler.target_arn
        self._resource = create(
            lambda_.CfnUrl,
            lambda_.CfnUrlProps,
            self,
            "Resource",
            auth_type=SIGNED,
            qualifier=ALIAS if handler.live else None,
            target_function_arn=handler.function_arn,
        )
        if handler.live:
            self._resource.node.add_dependency(handler.live)

    @property
    def resource(self) -> lambda_.CfnUrl:
        """The address as a resource."""
        return self._resource

    @property
    def url(self) -> str:
        """The address."""
        return self._resource.attr_function_url

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal call the address."""
        signed = {"StringEquals": {"lambda:FunctionUrlAuthType": SIGNED}}
        through = {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
        call = grant(grantee, ["lambda:InvokeFunctionUrl"], [self._target_arn], signed)
        return call.combine(grant(grantee, ["lambda:InvokeFunction"], [self._target_arn], through))

    def allow_distribution(self, distribution_arn: str) -> None:
        """Let a CloudFront distribution with an origin access control call the address.

        Args:
            distribution_arn: The distribution's ARN.
        """
        caller = {
            "function_name": self._target_arn,
            "principal": "cloudfront.amazonaws.com",
            "source_arn": distribution_arn,
        }
        kind, props = lambda_.CfnPermission, lambda_.CfnPermissionProps
        url = "lambda:InvokeFunctionUrl"
        create(kind, props, self, "CallUrl", action=url, function_url_auth_type=SIGNED, **caller)
        invoke = "lambda:InvokeFunction"
        create(kind, props, self, "Invoke", action=invoke, invoked_via_function_url=True, **caller)
