"""SecureBucket: a private, versioned, encrypted bucket that logs who reads it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from cloud_constructs.core import (
    WHOLE_BUCKET,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    call,
    create,
    make,
    read,
    resource_of,
    stack_facts,
)
from cloud_constructs.guardrails import acknowledge_each
from cloud_constructs.security import EncryptionKey
from cloud_constructs.storage._bucket_grants import BucketGrants
from cloud_constructs.storage._log_bucket import (
    NO_LOCK,
    NO_REPLICA,
    LogBucket,
    allow_delivery,
    housekeeping,
    make_log_bucket,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.security import ServiceRole
    from cloud_constructs.storage._bucket_replica import BucketReplica

KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
ALGORITHM_HEADER = "s3:x-amz-server-side-encryption"


class SecureBucket(BucketGrants):
    """A bucket.

    It promises that nothing in it is public, that no object is encrypted with any other than its
    customer-managed key, that it is reached over TLS 1.2 or newer only, that overwritten and deleted objects
    can be brought back, that failed uploads leave nothing behind and that each access is logged.

    Args:
        encryption_key: The key; by default the one that the stack's constructs share.
        access_logs: Where accesses are logged; by default a bucket of its own. `LogBucket.of(stack)` is one
            that the stack's buckets share.
        lifecycle: Rules for what moves to colder storage or expires; `Lifecycle` has the usual ones.
        old_version_days: Days after which overwritten and deleted versions go for good.
        replica: A bucket in another region to which objects are copied.
        object_lock: How long no version can be deleted; it can be chosen only when the bucket is made.
        browser_origins: Origins whose pages may get and put objects, by URLs that were signed for them;
            `https://*.cloudfront.net` stands for every name below that one.
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
        access_logs: s3.IBucket | LogBucket | Waiver | None = None,
        lifecycle: Sequence[s3.LifecycleRule] = (),
        old_version_days: int = 30,
        replica: BucketReplica | None = None,
        object_lock: s3.ObjectLockRetention | None = None,
        browser_origins: Sequence[str] = (),
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
        for origin in browser_origins:
            expected = "a scheme and a host, such as https://shop.example.com"
            check.matches("an origin of browser_origins", origin, r"https?://(\*\.)?[\w.-]+(:\d+)?", expected)
        if replica is not None:
            replica.check(check)
        profile = profile or StageProfile.of(scope)
        if object_lock is not None:
            check.require(
                profile.keeps_data or object_lock.mode is s3.ObjectLockMode.GOVERNANCE,
                f"object_lock is in compliance mode, and the stage {profile.name} keeps no data",
                "choose s3.ObjectLockRetention.governance for this stage: nobody could delete the bucket",
            )
        super().__init__(scope, id)
        self._key = encryption_key or EncryptionKey.of(scope)
        self._access_logs = self._logs_to(access_logs, profile)
        self._bucket = create(
            s3.Bucket,
            s3.BucketProps,
            self,
            "Resource",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            blocked_encryption_types=_keys_of_callers(),
            bucket_key_enabled=True,
            bucket_name=bucket_name,
            cors=[_signed_uploads(browser_origins)] if browser_origins else None,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key.key,
            enforce_ssl=True,
            lifecycle_rules=[housekeeping(old_version_days), *lifecycle],
            minimum_tls_version=1.2,
            object_lock_default_retention=object_lock,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=profile.removal_policy,
            versioned=True,
        )
        self._arn = read(self._bucket, "bucket_arn")
        self._name = id
        self._counts_requests = False
        self._replica = replica
        self._acknowledged: list[tuple[Construct, str]] = []
        self._resource = resource_of(self._bucket, s3.CfnBucket)
        self._acknowledge_what_is_left_out(access_logs, replica, object_lock)
        self._refusals = self._refuse_other_keys()
        self._log_accesses(access_logs)
        self._replication_role = self._replicate(replica) if replica is not None else None
        if event_bridge:
            self._tell_event_bridge()

    def _logs_to(
        self, access_logs: s3.IBucket | LogBucket | Waiver | None, profile: StageProfile
    ) -> s3.IBucket | None:
        if isinstance(access_logs, Waiver):
            return None
        if isinstance(access_logs, LogBucket):
            return cast("s3.IBucket", access_logs.bucket)
        return access_logs or cast("s3.IBucket", make_log_bucket(self, "AccessLogs", profile))

    def _acknowledge_what_is_left_out(
        self, access_logs: object, replica: BucketReplica | None, object_lock: s3.ObjectLockRetention | None
    ) -> None:
        waivers: dict[str, Waiver | str] = {
            **(NO_REPLICA if replica is None else {}),
            **(NO_LOCK if object_lock is None else {}),
        }
        if isinstance(access_logs, Waiver):
            waivers["S3BucketLoggingEnabled"] = access_logs
        acknowledge_each(self._bucket, waivers)

    def _refuse_other_keys(self) -> list[iam.PolicyStatement]:
        """Deny what a default cannot prevent: a caller may name another key, or none of KMS."""
        refusals: list[iam.PolicyStatement] = []
        for header, right in ((ALGORITHM_HEADER, "aws:kms"), (KEY_HEADER, self._key.key_arn)):
            statement = {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "s3:PutObject",
                "Resource": f"{self._arn}/*",
                "Condition": {"StringNotEquals": {header: right}, "Null": {header: "false"}},
            }
            refusals.append(make(iam.PolicyStatement.from_json, statement))
            call(self._bucket.add_to_resource_policy, refusals[-1])
        return refusals

    def _log_accesses(self, access_logs: s3.IBucket | LogBucket | Waiver | None) -> None:
        logs = self._access_logs
        if logs is None:
            return
        shared = isinstance(access_logs, LogBucket)
        self._resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=logs.bucket_name,
            log_file_prefix=f"{self.node.path}/" if shared else None,
        )
        if not shared:
            account = {"aws:SourceAccount": stack_facts(self).account}
            allow_delivery(logs, {"ArnLike": {"aws:SourceArn": self._arn}, "StringEquals": account})

    def _replicate(self, replica: BucketReplica) -> ServiceRole:
        """Replicate on the resource itself: the L2 makes a role with an inline policy for it."""
        role = replica.role(self, "ReplicationRole", bucket_arn=self._arn, key_arn=self._key.key_arn)
        self._resource.replication_configuration = replica.configuration(role.role.role_arn)
        return role

    def _tell_event_bridge(self) -> None:
        """Say so on the resource: the L2 needs a custom resource for it, with a role of AWS's choosing."""
        events = s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        self._resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=events
        )

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
        return read(self._bucket, "bucket_name")

    @property
    def access_logs(self) -> s3.IBucket | None:
        """Where accesses are logged; `None` if that was waived."""
        return self._access_logs

    @property
    def replication_role(self) -> ServiceRole | None:
        """The role that copies objects to the replica; `None` without one."""
        return self._replication_role

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the objects."""
        return self._key

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the bucket, and have S3 count its requests: without that, alarms would never have data."""
        if not self._counts_requests:
            self._counts_requests = True
            self._bucket.add_metric(id=WHOLE_BUCKET)
        name = name or self._name
        dimensions = {"BucketName": self.bucket_name, "FilterId": WHOLE_BUCKET}
        requests = AlarmTarget(name=name, service=Service.BUCKET, dimensions=dimensions)
        return [requests, *(self._replica.alarm_targets(name, self.bucket_name) if self._replica else ())]

    def let_service_encrypt(self, service: str) -> None:
        """Let an AWS service that may write here encrypt in its own way, as CloudTrail does its digests."""
        for refusal in self._refusals:
            call(refusal.add_condition, "StringNotEqualsIfExists", {"aws:PrincipalServiceName": service})

    def deny_writes_except(self, *roles: iam.Role, prefix: str = "") -> None:
        """Deny putting objects below a prefix to all but the given roles, whatever their policies say."""
        statement = {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": f"{self._arn}/{prefix}*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [role.role_arn for role in roles]}},
        }
        call(self._bucket.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))


@cache
def _keys_of_callers() -> list[s3.BlockedEncryptionType]:
    """Return SSE-C: what a caller's own key encrypts, nobody else can ever read."""
    return [s3.BlockedEncryptionType.SSE_C]


def _signed_uploads(origins: Sequence[str]) -> s3.CorsRule:
    methods = [s3.HttpMethods.GET, s3.HttpMethods.HEAD, s3.HttpMethods.PUT, s3.HttpMethods.POST]
    # The parts of an upload are put together by their ETags, which a page has to be able to read.
    return s3.CorsRule(
        allowed_origins=list(origins),
        allowed_methods=methods,
        allowed_headers=["*"],
        exposed_headers=["ETag"],
        max_age=3000,
    )
