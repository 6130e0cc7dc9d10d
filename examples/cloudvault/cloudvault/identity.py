"""Who users are: a Cognito user pool."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct
from vault.caller import OPERATORS

from cloud_constructs import SecureUserPool

from .amplify import PASSWORDS
from .config import Config


class IdentityStack(cdk.Stack):
    """The pool, and the client of the web page."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        self.users = SecureUserPool(
            self,
            "Users",
            self_sign_up=True,
            min_password_length=PASSWORDS["min_length"],
            profile=config.profile,
        )
        self.client = self.users.add_client(
            "Web", auth_flows=cognito.AuthFlow(user_password=True, user_srp=True)
        )
        cognito.CfnUserPoolGroup(
            self, "Operators", user_pool_id=self.users.user_pool_id, group_name=OPERATORS
        )
        for name, value in {
            "UserPoolId": self.users.user_pool_id,
            "UserPoolClientId": self.client.user_pool_client_id,
        }.items():
            cdk.CfnOutput(self, name, value=value)
