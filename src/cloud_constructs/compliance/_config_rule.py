"""ConfigRule: what AWS Config holds the resources of an account to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.core import Check

MOST_TAGS = 6


@dataclass(frozen=True, slots=True)
class ConfigRule:
    """A rule that AWS maintains.

    Args:
        identifier: Its identifier, such as one of CDK's `config.ManagedRuleIdentifiers`
            (https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html).
        parameters: Its parameters.

    Example:
        ```python
        from cloud_constructs import ConfigRule

        ConfigRule("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "90"})
        ConfigRule.required_tags("Project", "Owner")
        ```
    """

    identifier: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    @staticmethod
    def required_tags(*keys: str) -> ConfigRule:
        """Return the rule that resources carry tags.

        Args:
            keys: The tags' keys, up to six.
        """
        return ConfigRule("REQUIRED_TAGS", {f"tag{at}Key": key for at, key in enumerate(keys, start=1)})

    def check(self, check: Check) -> None:
        """Raise unless AWS Config would take it."""
        check.matches(
            "the identifier of a rule",
            self.identifier,
            "[A-Z][A-Z0-9_]{2,126}",
            "one such as SNS_ENCRYPTED_KMS",
        )
        if self.identifier == "REQUIRED_TAGS":
            check.between("the number of required tags", len(self.parameters), 1, MOST_TAGS)

    @property
    def id(self) -> str:
        """Its id as a construct."""
        return self.identifier.title().replace("_", "")


DEFAULT_RULES = (
    ConfigRule("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "90"}),
    ConfigRule("CLOUDWATCH_LOG_GROUP_ENCRYPTED"),
    ConfigRule("CLOUD_TRAIL_ENABLED"),
    ConfigRule("CMK_BACKING_KEY_ROTATION_ENABLED"),
    ConfigRule("DYNAMODB_PITR_ENABLED"),
    ConfigRule("DYNAMODB_TABLE_ENCRYPTED_KMS"),
    ConfigRule("GUARDDUTY_ENABLED_CENTRALIZED"),
    ConfigRule("IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS"),
    ConfigRule("IAM_ROOT_ACCESS_KEY_CHECK"),
    ConfigRule("IAM_USER_MFA_ENABLED"),
    ConfigRule("INCOMING_SSH_DISABLED"),
    ConfigRule("KMS_CMK_NOT_SCHEDULED_FOR_DELETION"),
    ConfigRule("LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED"),
    ConfigRule("RDS_INSTANCE_PUBLIC_ACCESS_CHECK"),
    ConfigRule("RDS_STORAGE_ENCRYPTED"),
    ConfigRule("ROOT_ACCOUNT_MFA_ENABLED"),
    ConfigRule("S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED"),
    ConfigRule("S3_BUCKET_SSL_REQUESTS_ONLY"),
    ConfigRule("S3_BUCKET_VERSIONING_ENABLED"),
    ConfigRule("SECRETSMANAGER_ROTATION_ENABLED_CHECK"),
    ConfigRule("SNS_ENCRYPTED_KMS"),
    ConfigRule("VPC_DEFAULT_SECURITY_GROUP_CLOSED"),
    ConfigRule("VPC_FLOW_LOGS_ENABLED"),
)
