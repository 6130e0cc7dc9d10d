"""SecureMixin: the protections that can still be added to what has been made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jsii
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import IMixin

from cloud_constructs.core import StageProfile
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from constructs import IConstruct


@jsii.implements(IMixin)
class SecureMixin:
    """The part of `SecureDefaults` for resources that exist already, L1s included.

    It promises that a bucket keeps versions and is not public, that a symmetric key rotates, that a
    `CfnTable` can be restored and that logs are encrypted and end, wherever the resource says nothing
    else. It leaves the encryption of data as it is: the grants of an L2 give no right to a key that the L2
    knows nothing of.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_s3 as s3
        from cloud_constructs import SecureMixin

        stack = cdk.Stack(cdk.App(), "Shop")
        s3.Bucket(stack, "Media")
        cdk.Mixins.of(stack).apply(SecureMixin())
        ```
    """

    def supports(self, construct: IConstruct) -> bool:
        """Whether the construct is a resource that the mixin protects."""
        return type(construct) in _PROTECTORS

    def apply_to(self, construct: IConstruct) -> None:
        """Fill what the resource leaves open."""
        _PROTECTORS[type(construct)](construct)


def _bucket(bucket: s3.CfnBucket) -> None:
    if bucket.versioning_configuration is None:
        bucket.versioning_configuration = s3.CfnBucket.VersioningConfigurationProperty(status="Enabled")
    if bucket.public_access_block_configuration is None:
        closed = s3.CfnBucket.PublicAccessBlockConfigurationProperty(
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        bucket.public_access_block_configuration = closed


def _key(key: kms.CfnKey) -> None:
    symmetric = key.key_spec in (None, kms.KeySpec.SYMMETRIC_DEFAULT.value)
    if symmetric and key.enable_key_rotation is None:
        key.enable_key_rotation = True


def _log_group(group: logs.CfnLogGroup) -> None:
    if group.kms_key_id is None:
        key = EncryptionKey.of(group)
        key.allow_logs()
        group.kms_key_id = key.key_arn
    if group.retention_in_days is None:
        group.retention_in_days = StageProfile.of(group).log_retention_days


def _table(table: dynamodb.CfnTable) -> None:
    if table.point_in_time_recovery_specification is None:
        recovery = dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty(
            point_in_time_recovery_enabled=True,
            recovery_period_in_days=StageProfile.of(table).recovery_days,
        )
        table.point_in_time_recovery_specification = recovery


_PROTECTORS: Final[dict[type, Callable[[Any], None]]] = {
    dynamodb.CfnTable: _table,
    kms.CfnKey: _key,
    logs.CfnLogGroup: _log_group,
    s3.CfnBucket: _bucket,
}
