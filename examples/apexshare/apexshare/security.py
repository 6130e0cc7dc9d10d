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
    SecureUserPool,
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
        self.trainers = SecureUserPool(
            self, "Trainers", invitation_validity=cdk.Duration.days(3), profile=config.profile
        )
        self.web_client = self.trainers.add_client(
            "Web", auth_flows=cognito.AuthFlow(user_password=True, user_srp=True)
        )
        cdk.CfnOutput(self, "UserPoolId", value=self.trainers.user_pool_id)
        cdk.CfnOutput(self, "UserPoolClientId", value=self.web_client.user_pool_client_id)
