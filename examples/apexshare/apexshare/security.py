"""Keys, who trainers are, the firewall, and who did what in the account."""

from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    AuditTrail,
    ConfigCompliance,
    ConfigRule,
    EncryptionKey,
    RateLimit,
    RotatingSecret,
    Waiver,
    WebAcl,
)
from cloud_constructs.compliance import DEFAULT_RULES

from .config import Config

REQUESTS_PER_SECOND = 10
WINDOW_SECONDS = 60
LINKS_STAY = Waiver(reason="Links are made from it: another value would shut every link that is still good")


@dataclass(frozen=True, slots=True)
class Keys:
    """Whoever may use one key may read one kind of data."""

    videos: EncryptionKey
    records: EncryptionKey
    operations: EncryptionKey
    """Of functions' variables, logs, queues and topics."""


class SecurityStack(cdk.Stack):
    """What everything else is encrypted with, and what watches over it."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        self.keys = Keys(
            videos=EncryptionKey(self, "VideosKey", alias="apexshare-videos"),
            records=EncryptionKey(self, "RecordsKey", alias="apexshare-records"),
            operations=EncryptionKey(self, "OperationsKey", alias="apexshare-operations"),
        )
        self.keys.operations.share_with(self)
        self.alerts = AlertTopic(self, "Alerts", emails=config.operators)
        self.link_secret = RotatingSecret(
            self,
            "LinkSecret",
            rotate_with=LINKS_STAY,
            description="Makes the tokens of links",
            profile=config.profile,
        )
        self.firewall = WebAcl(
            self,
            "Firewall",
            rate_limit=RateLimit(
                requests=REQUESTS_PER_SECOND * WINDOW_SECONDS, window_seconds=WINDOW_SECONDS
            ),
            profile=config.profile,
        )
        self._trainers(config)
        self.trail = AuditTrail(self, "Trail", alerts=self.alerts, profile=config.profile)
        self.rules = ConfigCompliance(
            self,
            "Rules",
            alerts=self.alerts,
            rules=[*DEFAULT_RULES, ConfigRule.required_tags(*config.tags.as_dict())],
            existing_recorder=config.watched,
        )

    def _trainers(self, config: Config) -> None:
        """Let trainers in whom an administrator has made; nobody signs up."""
        keeps = config.profile.keeps_data
        self.trainers = cognito.UserPool(
            self,
            "Trainers",
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            deletion_protection=keeps,
            feature_plan=cognito.FeaturePlan.PLUS,
            keep_original=cognito.KeepOriginalAttrs(email=True),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
                temp_password_validity=cdk.Duration.days(3),
            ),
            removal_policy=cdk.RemovalPolicy.RETAIN if keeps else cdk.RemovalPolicy.DESTROY,
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
        )
        self.web_client = self.trainers.add_client(
            "Web",
            access_token_validity=cdk.Duration.hours(1),
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            enable_token_revocation=True,
            id_token_validity=cdk.Duration.hours(1),
            prevent_user_existence_errors=True,
            refresh_token_validity=cdk.Duration.days(30),
        )
        cdk.CfnOutput(self, "UserPoolId", value=self.trainers.user_pool_id)
        cdk.CfnOutput(self, "UserPoolClientId", value=self.web_client.user_pool_client_id)
