"""SecureTable: a DynamoDB table that can be restored, and whose grants are narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk.aws_backup import BackupResource

from cloud_constructs.core import (
    AlarmTarget,
    Check,
    Service,
    StackError,
    StageProfile,
    Waiver,
    create,
    make,
    read,
    resource_of,
    stack_facts,
)
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import EncryptionKey
from cloud_constructs.storage._backup_rule import BackupRule
from cloud_constructs.storage._backups import Backups
from cloud_constructs.storage._capacity import Capacity
from cloud_constructs.storage._indexes import NAME, NAME_EXPECTED, Index, VectorIndex, check_indexes
from cloud_constructs.storage._table_grants import TableGrants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kinesis as kinesis
    from constructs import Construct

    from cloud_constructs.storage._table_policy import TablePolicy
    from cloud_constructs.storage._table_replication import Replication


class SecureTable(TableGrants):
    """A table.

    It promises a customer-managed key, recovery to any second of the past days, a nightly backup in AWS
    Backup, protection against deletion wherever the stage keeps data, a bounded price per second, and
    grants without Scan and without deletion unless they are asked for. cdk-nag has no rule for this type of
    table, so that a clean report says nothing of it: the protections are here.

    Args:
        partition_key: The attribute that tells items apart.
        sort_key: The attribute that orders items of one partition.
        indexes: Other ways to look items up.
        vector_indexes: Ways to find what is nearest to a vector.
        stream: What a change stream shows; by default there is none.
        kinesis_stream: A stream of Kinesis that changes go to as well.
        ttl: The attribute with the second at which an item expires.
        capacity: How it is paid for; by default on demand, capped at what a new table serves at once.
        replication: The other regions in which the table is kept; by default there are none.
        resource_policy: Who can reach items, whatever the policies of others say.
        backup: The `BackupPolicy` that backs it up; by default it has a nightly backup of its own.
        encryption_key: The key; by default the one that the stack's constructs share.
        table_name: A physical name; by default CloudFormation makes one.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, or two that are fine alone do not go together.
        StackError: The stack names no region: DynamoDB takes a customer-managed key only region by region.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_dynamodb as dynamodb
        from cloud_constructs import SecureTable

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        key = dynamodb.Attribute(name="order_id", type=dynamodb.AttributeType.STRING)
        orders = SecureTable(stack, "Orders", partition_key=key)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        partition_key: dynamodb.Attribute,
        sort_key: dynamodb.Attribute | None = None,
        indexes: Sequence[Index] = (),
        vector_indexes: Sequence[VectorIndex] = (),
        stream: dynamodb.StreamViewType | None = None,
        kinesis_stream: kinesis.IStream | None = None,
        ttl: str | None = None,
        capacity: Capacity | None = None,
        replication: Replication | None = None,
        resource_policy: TablePolicy | None = None,
        backup: Backups | Waiver | None = None,
        encryption_key: EncryptionKey | None = None,
        table_name: str | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        keys = [partition_key, *([sort_key] if sort_key else [])]
        capacity = capacity or Capacity.on_demand()
        capacity.check(check)
        check_indexes(check, keys, indexes, vector_indexes, capacity)
        if table_name is not None:
            check.matches("table_name", table_name, NAME, NAME_EXPECTED)
        if not stack_facts(scope).region_is_known:
            raise StackError(
                check.path,
                "the stack names no region, and DynamoDB takes a customer-managed key only region by region",
                'give the stack its environment: env=cdk.Environment(region="eu-west-1")',
            )
        if replication is not None:
            replication.check(check, stack_facts(scope).region, stream, ttl)
        has_stream = stream is not None or replication is not None
        if resource_policy is not None:
            resource_policy.check(check, has_stream=has_stream)
        super().__init__(scope, id)
        profile = profile or StageProfile.of(scope)
        self._key = encryption_key or EncryptionKey.of(scope)
        self._table = create(
            dynamodb.TableV2,
            dynamodb.TablePropsV2,
            self,
            "Resource",
            partition_key=partition_key,
            sort_key=sort_key,
            global_secondary_indexes=[index.as_cdk() for index in indexes] or None,
            billing=capacity.billing(),
            contributor_insights_specification=dynamodb.ContributorInsightsSpecification(
                enabled=True, mode=dynamodb.ContributorInsightsMode.THROTTLED_KEYS
            ),
            deletion_protection=profile.keeps_data,
            # With replicas CDK chooses the stream that they need, and takes no other.
            dynamo_stream=None if replication else stream,
            encryption=make(
                dynamodb.TableEncryptionV2.customer_managed_key,
                self._key.key,
                replication.key_arns() if replication else None,
            ),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=profile.recovery_days
            ),
            kinesis_stream=kinesis_stream,
            removal_policy=profile.removal_policy,
            resource_policy=resource_policy.of_table() if resource_policy else None,
            stream_resource_policy=resource_policy.of_stream() if resource_policy else None,
            table_name=table_name,
            time_to_live_attribute=ttl,
            warm_throughput=capacity.warm_throughput(),
            **(replication.as_cdk() if replication else {}),
        )
        if vector_indexes:
            resource = resource_of(self._table, dynamodb.CfnGlobalTable)
            resource.vector_indexes = [index.as_cdk() for index in vector_indexes]
        self._table_name = read(self._table, "table_name")
        self._name = id
        self._keys = keys
        self._indexes = {index.name: index for index in indexes}
        self._has_stream = has_stream
        self._replication = replication
        self._backup = self._back_up(backup, profile)

    def _back_up(self, backup: Backups | Waiver | None, profile: StageProfile) -> Backups | None:
        if isinstance(backup, Waiver):
            acknowledge(self._table, "TableBackup", backup)
            return None
        selected = make(BackupResource.from_dynamo_db_table, self._table)
        if backup is not None:
            backup.protect(self.node.path.replace("/", "."), selected)
            return backup
        nightly = BackupRule.daily(keep_days=profile.backup_days)
        own = Backups(self, "Backup", rules=[nightly], encryption_key=self._key, profile=profile)
        own.protect("Table", selected)
        return own

    @property
    def table(self) -> dynamodb.TableV2:
        """The table."""
        return self._table

    @property
    def table_name(self) -> str:
        """The table's name."""
        return self._table_name

    @property
    def partition_key(self) -> dynamodb.Attribute:
        """The attribute that tells items apart."""
        return self._keys[0]

    @property
    def sort_key(self) -> dynamodb.Attribute | None:
        """The attribute that orders items of one partition; `None` without one."""
        return self._keys[1] if len(self._keys) > 1 else None

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the items."""
        return self._key

    @property
    def backup(self) -> Backups | None:
        """What backs the table up; `None` if that was waived."""
        return self._backup

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the table and its indexes, which should not refuse requests, and replicas, which keep up."""
        name = name or self._name
        dimensions = {"TableName": self.table_name}
        replication = self._replication
        # What is strongly consistent is never behind.
        lagging = replication.replicas if replication and not replication.is_strong else ()
        return [
            AlarmTarget(name=name, service=Service.TABLE, dimensions=dimensions),
            *(
                AlarmTarget(
                    name=f"{name}.{index}.",
                    service=Service.TABLE_INDEX,
                    dimensions={**dimensions, "GlobalSecondaryIndexName": index},
                )
                for index in self._indexes
            ),
            *(
                AlarmTarget(
                    name=f"{name}.{replica.region}.",
                    service=Service.TABLE_REPLICA,
                    dimensions={**dimensions, "ReceivingRegion": replica.region},
                )
                for replica in lagging
            ),
        ]
