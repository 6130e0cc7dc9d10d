"""ConfigRecorder: how each resource of the account was configured, and when that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_config as config
from aws_cdk import aws_iam as iam

from cloud_constructs.core import L3, call, create, make, read, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import ServiceRole
from cloud_constructs.storage import Lifecycle, SecureBucket

if TYPE_CHECKING:
    from constructs import Construct

FOR_CONFIG = "service-role/AWS_ConfigRole"
KEPT_DAYS = 365


class ConfigRecorder(L3):
    """The recorder and the delivery channel of AWS Config, of which a region of an account has one each.

    It promises that every type of resource is recorded, and that only the recorder's role writes the
    history, into a bucket with a customer-managed key, with a snapshot of everything each day.
    """

    def __init__(
        self, scope: Construct, id: str, *, bucket: SecureBucket | None, global_resources: bool
    ) -> None:
        super().__init__(scope, id)
        self._bucket = bucket or SecureBucket(self, "History", lifecycle=[Lifecycle.expiry(KEPT_DAYS)])
        self._role = self._make_role(self._bucket)
        self._recorder = create(
            config.CfnConfigurationRecorder,
            config.CfnConfigurationRecorderProps,
            self,
            "Resource",
            recording_group={"allSupported": True, "includeGlobalResourceTypes": global_resources},
            role_arn=read(self._role.role, "role_arn"),
        )
        self._recorder.node.add_dependency(*self._role.policies)
        self._channel = create(
            config.CfnDeliveryChannel,
            config.CfnDeliveryChannelProps,
            self,
            "Channel",
            config_snapshot_delivery_properties={"deliveryFrequency": "TwentyFour_Hours"},
            s3_bucket_name=self._bucket.bucket_name,
            s3_kms_key_arn=self._bucket.encryption_key.key_arn,
        )
        # AWS Config tries at once whether it may write there.
        self._channel.node.add_dependency(*self._role.policies)

    def _make_role(self, bucket: SecureBucket) -> ServiceRole:
        arn = bucket.bucket_arn
        history = f"{arn}/AWSLogs/{stack_facts(self).account}/Config/*"
        role = ServiceRole(
            self,
            "Role",
            service="config.amazonaws.com",
            same_account_only=True,
            statements=[
                {"Effect": "Allow", "Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Resource": arn},
                {
                    "Effect": "Allow",
                    "Action": "s3:PutObject",
                    "Resource": history,
                    "Condition": {"StringLike": {"s3:x-amz-acl": "bucket-owner-full-control"}},
                },
                bucket.encryption_key.use_statement(),
            ],
        )
        dated = "AWS Config chooses the keys of the history; the bucket and the prefix are named"
        acknowledge(role.policies[0], "IAMNoWildcardPermissions", dated, finding=("Resource", history))
        call(role.role.add_managed_policy, make(iam.ManagedPolicy.from_aws_managed_policy_name, FOR_CONFIG))
        acknowledge(
            role.role,
            "IAMNoManagedPolicies",
            "AWS maintains what AWS Config reads of each type; a copy would fall behind, and leave types out",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/{FOR_CONFIG}",
        )
        return role

    @property
    def recorder(self) -> config.CfnConfigurationRecorder:
        """The recorder."""
        return self._recorder

    @property
    def channel(self) -> config.CfnDeliveryChannel:
        """What delivers history and snapshots."""
        return self._channel

    @property
    def bucket(self) -> SecureBucket:
        """Where history and snapshots are kept."""
        return self._bucket

    @property
    def role(self) -> ServiceRole:
        """The role with which resources are read."""
        return self._role
