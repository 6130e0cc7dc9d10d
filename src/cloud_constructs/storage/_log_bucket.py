"""LogBucket: where S3 writes down who reached a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from cloud_constructs.core import DAY, L3, Check, StageProfile, call, create, duration, make, stack_facts
from cloud_constructs.guardrails import acknowledge_each

if TYPE_CHECKING:
    from aws_cdk import Stack
    from constructs import Construct

ACCESS_LOG_DAYS = 90
MOST_DAYS = 3650

_BY_LISTS = "CloudFront writes its standard logs by access control list; no list can make the bucket public"
# What a bucket leaves out unless it is asked for: a copy elsewhere, and write-once storage.
NO_REPLICA = {
    "S3BucketReplicationEnabled": (
        "A copy in another region is a decision on residency and cost; versions guard against deletion"
    ),
}
NO_LOCK = {
    "S3BucketDefaultLockEnabled": (
        "Write-once storage is a decision that cannot be taken back; versions guard against overwriting"
    ),
}


class LogBucket(L3):
    """A bucket for the access logs of a stack's other buckets.

    It promises that only S3, on behalf of this account, writes to it, that nothing in it is public, and that
    logs go when their time is over.

    Args:
        days: How long logs are kept.
        for_cloudfront: Whether a distribution writes here as well, which it does by access control lists.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: `days` is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import LogBucket, SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        SecureBucket(stack, "Invoices", access_logs=LogBucket.of(stack))
        SecureBucket(stack, "Receipts", access_logs=LogBucket.of(stack))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        days: int = ACCESS_LOG_DAYS,
        for_cloudfront: bool = False,
        profile: StageProfile | None = None,
    ) -> None:
        Check(scope, id).between("days", days, 1, MOST_DAYS, "days")
        super().__init__(scope, id)
        self._for_cloudfront = for_cloudfront
        profile = profile or StageProfile.of(scope)
        owner = s3.ObjectOwnership.BUCKET_OWNER_PREFERRED if for_cloudfront else None
        self._bucket = make_log_bucket(self, "Resource", profile, days, object_ownership=owner)
        if for_cloudfront:
            acknowledge_each(self._bucket, {"BucketOwnership": _BY_LISTS})
        allow_delivery(self._bucket, {"StringEquals": {"aws:SourceAccount": stack_facts(self).account}})

    @staticmethod
    def of(scope: Construct) -> LogBucket:
        """Return the log bucket that the buckets of a stack can share."""
        stack = stack_facts(scope).stack
        bucket = _of_stack.get(stack)
        if bucket is None:
            bucket = _of_stack[stack] = LogBucket(stack, "AccessLogs")
        return bucket

    @property
    def bucket(self) -> s3.Bucket:
        """The bucket."""
        return self._bucket

    @property
    def for_cloudfront(self) -> bool:
        """Whether a distribution can write here."""
        return self._for_cloudfront


def make_log_bucket(
    scope: Construct,
    id: str,
    profile: StageProfile,
    days: int = ACCESS_LOG_DAYS,
    *,
    object_ownership: s3.ObjectOwnership | None = None,
) -> s3.Bucket:
    """Return a new bucket for access logs, to which nobody can write yet."""
    bucket = create(
        s3.Bucket,
        s3.BucketProps,
        scope,
        id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[housekeeping(1), s3.LifecycleRule(expiration=duration(days * DAY))],
        minimum_tls_version=1.2,
        object_ownership=object_ownership or s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removal_policy=profile.removal_policy,
        versioned=True,
    )
    sse_s3 = "S3 delivers server access logs only to buckets that are encrypted with SSE-S3"
    acknowledge_each(bucket, {"S3DefaultEncryptionKMS": sse_s3, **NO_REPLICA, **NO_LOCK})
    return bucket


def allow_delivery(logs: s3.IBucket, condition: dict[str, dict[str, str]]) -> None:
    """Let S3 deliver by policy: the L2's own way is an ACL, unless the app sets a feature flag."""
    statement = {
        "Sid": "AccessLogDelivery",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{logs.bucket_arn}/*",
        "Condition": condition,
    }
    call(logs.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))


def housekeeping(old_version_days: int) -> s3.LifecycleRule:
    """Return the rule that every bucket needs, or its cost grows with what nobody sees."""
    return s3.LifecycleRule(
        id="Housekeeping",
        abort_incomplete_multipart_upload_after=duration(DAY),
        noncurrent_version_expiration=duration(old_version_days * DAY),
    )


_of_stack: WeakKeyDictionary[Stack, LogBucket] = WeakKeyDictionary()
