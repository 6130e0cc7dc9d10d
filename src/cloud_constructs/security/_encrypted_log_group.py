"""EncryptedLogGroup: logs that only the key's users can read, and that end after a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_logs as logs

from cloud_constructs.core import L3, Check, StageProfile, create, read
from cloud_constructs.security._encryption_key import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

RETENTIONS = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    5: logs.RetentionDays.FIVE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}


class EncryptedLogGroup(L3):
    """A log group.

    It promises that logs are encrypted with a customer-managed key and go after a stated time, and that the
    group refuses deletion wherever the stage keeps data.

    Args:
        retention_days: How long logs are kept; by default what the stage says.
        masks: Kinds of personal data that nobody reads in the logs without the permission to unmask
            (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html).
        encryption_key: The key; by default the one that the stack's constructs share.
        log_group_name: A physical name; by default CloudFormation makes one.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: CloudWatch Logs does not offer the retention, or not the name.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs.security import EncryptedLogGroup

        stack = cdk.Stack(cdk.App(), "Shop")
        EncryptedLogGroup(stack, "Audit", retention_days=365)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        retention_days: int | None = None,
        masks: Sequence[logs.DataIdentifier] = (),
        encryption_key: EncryptionKey | None = None,
        log_group_name: str | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        profile = profile or StageProfile.of(scope)
        days = profile.log_retention_days if retention_days is None else retention_days
        check = Check(scope, id)
        check.require(
            days in RETENTIONS,
            f"retention_days is {days}",
            f"choose one of {', '.join(map(str, RETENTIONS))}",
        )
        if log_group_name is not None:
            expected = "letters, digits, '_', '-', '/', '.' and '#'"
            check.matches("log_group_name", log_group_name, r"[\w./#-]{1,512}", expected)
        super().__init__(scope, id)
        key = encryption_key or EncryptionKey.of(scope)
        key.allow_logs()
        self._log_group = create(
            logs.LogGroup,
            logs.LogGroupProps,
            self,
            "Resource",
            data_protection_policy=logs.DataProtectionPolicy(identifiers=list(masks)) if masks else None,
            deletion_protection_enabled=profile.keeps_data or None,
            encryption_key=key.key,
            log_group_name=log_group_name,
            removal_policy=profile.removal_policy,
            retention=RETENTIONS[days],
        )
        self._arn = read(self._log_group, "log_group_arn")

    @property
    def log_group(self) -> logs.LogGroup:
        """The log group."""
        return self._log_group

    @property
    def log_group_arn(self) -> str:
        """The log group's ARN."""
        return self._arn

    def write_statement(self) -> dict[str, Any]:
        """Return the IAM statement of a role that writes here."""
        actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
        return {"Effect": "Allow", "Action": actions, "Resource": self._arn}
