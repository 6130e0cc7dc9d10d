"""SecureBucket: a private, versioned, encrypted bucket that logs who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cloud_constructs.core import Check, StageProfile, Waiver, create, grant, resource_of, stack_facts
from cloud_constructs.guardrails import acknowledge, acknowledge_each
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCESS_LOG_DAYS = 90

# What a bucket leaves out unless it is asked for: a copy elsewhere, and write-once storage.
ABSENT_COPIES = {
    "S3BucketReplicationEnabled": (
        "A copy in another region is a decision on residency and cost; versions guard against deletion"
    ),
    "S3BucketDefaultLockEnabled": (
        "Write-once storage is a decision that cannot be taken back; versions guard against overwriting"
    ),
}


class SecureBucket(Construct):
    """A bucket.

    It promises that nothing in it is public, that it is encrypted with a customer-managed key, reached over
    TLS 1.2 or newer only, that overwritten and deleted objects can be brought back, that failed uploads
    leave nothing behind and that each access is logged.

    Args:
        encryption_key: The key; by default the one that the stack's constructs share.
        access_logs: Where accesses are logged; by default a bucket of its own.
        lifecycle: Rules for what moves to colder storage or expires.
        old_version_days: Days after which overwritten and deleted versions go for good.
        event_bridge: Whether S3 tells EventBridge of new objects.
        bucket_name: A physical name; by default CloudFormation makes one.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        media = SecureBucket(stack, "Media", old_version_days=14)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        encryption_key: EncryptionKey | None = None,
        access_logs: s3.IBucket | Waiver | None = None,
        lifecycle: Sequence[s3.LifecycleRule] = (),
        old_version_days: int = 30,
        event_bridge: bool = False,
        bucket_name: str | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("old_version_days", old_version_days, 1, 3650, "days")
        if bucket_name is not None:
            # No dots, although S3 allows them: TLS certificates do not cover such names.
            pattern = r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
            check.matches("bucket_name", bucket_name, pattern, "3 to 63 lower-case letters, digits and '-'")
        super().__init__(scope, id)
        self._profile = profile or StageProfile.of(scope)
        self._key = encryption_key or EncryptionKey.of(scope)
        self._access_logs = self._logs_to(access_logs)
        self._bucket = create(
            s3.Bucket,
            s3.BucketProps,
            self,
            "Resource",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            bucket_key_enabled=True,
            bucket_name=bucket_name,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key.key,
            enforce_ssl=True,
            lifecycle_rules=[*self._housekeeping(old_version_days), *lifecycle],
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=self._profile.removal_policy,
            versioned=True,
        )
        self._arn: str = self._bucket.bucket_arn
        self._acknowledged: list[tuple[Construct, str]] = []
        waivers: dict[str, Waiver | str] = dict(ABSENT_COPIES)
        if isinstance(access_logs, Waiver):
            waivers["S3BucketLoggingEnabled"] = access_logs
        acknowledge_each(self._bucket, waivers)
        self._resource = cast("s3.CfnBucket", resource_of(self._bucket))
        if self._access_logs is not None:
            self._log_accesses(self._access_logs)
        if event_bridge:
            self._tell_event_bridge()

    def _logs_to(self, access_logs: s3.IBucket | Waiver | None) -> s3.IBucket | None:
        if isinstance(access_logs, Waiver):
            return None
        return access_logs or cast("s3.IBucket", self._log_bucket())

    def _log_bucket(self) -> s3.Bucket:
        bucket = create(
            s3.Bucket,
            s3.BucketProps,
            self,
            "AccessLogs",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[
                *self._housekeeping(1),
                s3.LifecycleRule(expiration=Duration.days(ACCESS_LOG_DAYS)),
            ],
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=self._profile.removal_policy,
            versioned=True,
        )
        sse_s3 = "S3 delivers server access logs only to buckets that are encrypted with SSE-S3"
        acknowledge_each(bucket, {"S3DefaultEncryptionKMS": sse_s3, **ABSENT_COPIES})
        return bucket

    def _log_accesses(self, logs: s3.IBucket) -> None:
        """Let S3 deliver by policy: the L2's own way is an ACL, unless the app sets a feature flag."""
        self._resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=logs.bucket_name
        )
        statement = {
            "Sid": "AccessLogDelivery",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{logs.bucket_arn}/*",
            "Condition": {
                "ArnLike": {"aws:SourceArn": self._arn},
                "StringEquals": {"aws:SourceAccount": stack_facts(self).account},
            },
        }
        logs.add_to_resource_policy(iam.PolicyStatement.from_json(statement))

    def _tell_event_bridge(self) -> None:
        """Say so on the resource: the L2 needs a custom resource for it, with a role of AWS's choosing."""
        events = s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        self._resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=events
        )

    def _housekeeping(self, old_version_days: int) -> list[s3.LifecycleRule]:
        """Return the rule that every bucket needs, or its cost grows with what nobody sees."""
        return [
            s3.LifecycleRule(
                id="Housekeeping",
                abort_incomplete_multipart_upload_after=Duration.days(1),
                noncurrent_version_expiration=Duration.days(old_version_days),
            )
        ]

    @property
    def bucket(self) -> s3.Bucket:
        """The bucket."""
        return self._bucket

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN."""
        return self._arn

    @property
    def bucket_name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket_name

    @property
    def access_logs(self) -> s3.IBucket | None:
        """Where accesses are logged; `None` if that was waived."""
        return self._access_logs

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the objects."""
        return self._key

    def grant_read(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal read objects below a prefix, and list them."""
        self._key.grant_use(grantee)
        grant(grantee, ["s3:ListBucket"], [self._arn], _below(prefix))
        return self._on_objects(grantee, ["s3:GetObject"], prefix)

    def grant_write(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal put objects below a prefix, in one piece or in parts; not delete any."""
        self._key.grant_use(grantee)
        actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
        return self._on_objects(grantee, actions, prefix)

    def grant_delete(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal delete objects below a prefix; their versions stay."""
        return self._on_objects(grantee, ["s3:DeleteObject"], prefix)

    def _on_objects(self, grantee: iam.IGrantable, actions: list[str], prefix: str) -> iam.Grant:
        objects = f"{self._arn}/{prefix}*"
        granted = grant(grantee, actions, [objects])
        policy = getattr(grantee, "granted", grantee)
        if isinstance(policy, Construct) and (policy, prefix) not in self._acknowledged:
            self._acknowledged.append((policy, prefix))
            reason = "Object keys are not known at deployment; the bucket and the prefix are named"
            acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=("Resource", objects))
        return granted

    def deny_writes_except(self, *roles: iam.Role, prefix: str = "") -> None:
        """Deny putting objects below a prefix to all but the given roles, whatever their policies say."""
        statement = {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": f"{self._arn}/{prefix}*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [role.role_arn for role in roles]}},
        }
        self._bucket.add_to_resource_policy(iam.PolicyStatement.from_json(statement))


def _below(prefix: str) -> dict[str, dict[str, str]] | None:
    return {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
