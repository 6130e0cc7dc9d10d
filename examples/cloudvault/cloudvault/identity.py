"""Who users are: a Cognito user pool."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct
from vault.caller import OPERATORS

from .amplify import PASSWORDS
from .config import Config


class IdentityStack(cdk.Stack):
    """The pool, and the client of the web page."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        keeps = config.profile.keeps_data
        self.user_pool = cognito.UserPool(
            self,
            "Users",
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            deletion_protection=keeps,
            feature_plan=cognito.FeaturePlan.PLUS,
            # An address is proven before it counts: e-mail goes to it.
            keep_original=cognito.KeepOriginalAttrs(email=True),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=PASSWORDS["min_length"],
                require_digits=PASSWORDS["require_numbers"],
                require_lowercase=PASSWORDS["require_lowercase"],
                require_symbols=PASSWORDS["require_symbols"],
                require_uppercase=PASSWORDS["require_uppercase"],
                temp_password_validity=cdk.Duration.days(1),
            ),
            removal_policy=cdk.RemovalPolicy.RETAIN if keeps else cdk.RemovalPolicy.DESTROY,
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
        )
        self.client = self.user_pool.add_client(
            "Web",
            access_token_validity=cdk.Duration.hours(1),
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            enable_token_revocation=True,
            id_token_validity=cdk.Duration.hours(1),
            prevent_user_existence_errors=True,
            refresh_token_validity=cdk.Duration.days(30),
        )
        cognito.CfnUserPoolGroup(
            self, "Operators", user_pool_id=self.user_pool.user_pool_id, group_name=OPERATORS
        )
        for name, value in {
            "UserPoolId": self.user_pool.user_pool_id,
            "UserPoolClientId": self.client.user_pool_client_id,
        }.items():
            cdk.CfnOutput(self, name, value=value)
