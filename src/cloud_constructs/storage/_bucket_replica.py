"""A copy of a bucket in another region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Fn
from aws_cdk import aws_s3 as s3

from cloud_constructs.core import AlarmTarget, Service, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.core import Check

RULE_ID = "Replica"
# What replication time control promises:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
PROMISED_MINUTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketReplica:
    """Another bucket, of the same account, to which new objects are copied; deletions are not.

    The other bucket has to keep versions, as every `SecureBucket` does. What a bucket held before it was
    replicated is copied by S3 Batch Replication.

    Args:
        bucket_arn: The ARN of the other bucket.
        key_arn: The ARN of the customer-managed key that encrypts the copies; it belongs to the other region.
        bucket_name: The name of the other bucket, for the alarms; by default the end of its ARN. Give it for
            a bucket of another stack, whose ARN is a reference: CloudFormation splits none.
        prefix: What the keys of copied objects begin with; by default all are copied.
        within_15_minutes: Whether S3 promises so (replication time control), which costs more per gigabyte.
    """

    bucket_arn: str
    key_arn: str
    bucket_name: str | None = None
    prefix: str = ""
    within_15_minutes: bool = False

    def check(self, check: Check) -> None:
        """Raise if the bucket or the key is none."""
        bucket = r"arn:[\w-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
        check.matches("bucket_arn of replica", self.bucket_arn, bucket, "the ARN of a bucket")
        key = r"arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+"
        check.matches(
            "key_arn of replica", self.key_arn, key, "the ARN of a key in the region of that bucket"
        )

    def configuration(self, role_arn: str) -> s3.CfnBucket.ReplicationConfigurationProperty:
        """Return what the bucket says of its replication."""
        of_bucket = s3.CfnBucket
        promised = of_bucket.ReplicationTimeValueProperty(minutes=PROMISED_MINUTES)
        in_time = of_bucket.ReplicationTimeProperty(status="Enabled", time=promised)
        measured = of_bucket.MetricsProperty(
            status="Enabled", event_threshold=promised if self.within_15_minutes else None
        )
        rule = of_bucket.ReplicationRuleProperty(
            id=RULE_ID,
            status="Enabled",
            priority=1,
            filter=of_bucket.ReplicationRuleFilterProperty(prefix=self.prefix),
            delete_marker_replication=of_bucket.DeleteMarkerReplicationProperty(status="Disabled"),
            source_selection_criteria=of_bucket.SourceSelectionCriteriaProperty(
                sse_kms_encrypted_objects=of_bucket.SseKmsEncryptedObjectsProperty(status="Enabled")
            ),
            destination=of_bucket.ReplicationDestinationProperty(
                bucket=self.bucket_arn,
                encryption_configuration=of_bucket.EncryptionConfigurationProperty(
                    replica_kms_key_id=self.key_arn
                ),
                metrics=measured,
                replication_time=in_time if self.within_15_minutes else None,
            ),
        )
        return of_bucket.ReplicationConfigurationProperty(role=role_arn, rules=[rule])

    def alarm_targets(self, name: str, bucket_name: str) -> list[AlarmTarget]:
        """Return the replication, whose copies should arrive."""
        copies = self.bucket_name or Fn.select(5, Fn.split(":", self.bucket_arn))
        dimensions = {"SourceBucket": bucket_name, "DestinationBucket": copies, "RuleId": RULE_ID}
        return [AlarmTarget(name=f"{name}.{RULE_ID}.", service=Service.REPLICATION, dimensions=dimensions)]

    def role(self, scope: Construct, id: str, *, bucket_arn: str, key_arn: str) -> ServiceRole:
        """Return a role that copies objects from a bucket and does nothing else.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
        """
        originals, copies = f"{bucket_arn}/{self.prefix}*", f"{self.bucket_arn}/{self.prefix}*"
        region = stack_facts(scope).region
        role = ServiceRole(
            scope,
            id,
            service="s3.amazonaws.com",
            statements=[
                _allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], bucket_arn),
                _allow(
                    [
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionTagging",
                    ],
                    originals,
                ),
                _allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], copies),
                {
                    **_allow(["kms:Decrypt"], key_arn),
                    "Condition": {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
                },
                _allow(["kms:Encrypt", "kms:GenerateDataKey"], self.key_arn),
            ],
        )
        reason = "Replication copies every object below the prefix; both buckets are named"
        for objects in (originals, copies):
            acknowledge(role.policies[0], "IAMNoWildcardPermissions", reason, finding=("Resource", objects))
        return role


def _allow(actions: list[str], resource: str) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}
