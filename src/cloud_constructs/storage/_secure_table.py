"""SecureTable: a DynamoDB table that can be restored, and whose grants are narrow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cloud_constructs.core import (
    AlarmTarget,
    Check,
    Service,
    StackError,
    StageProfile,
    Waiver,
    create,
    grant,
    stack_facts,
)
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import EncryptionKey
from cloud_constructs.storage._capacity import Capacity
from cloud_constructs.storage._daily_backup import DailyBackup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """A second way to look items up: a global secondary index.

    Args:
        name: The index's name.
        partition_key: The attribute that is looked up.
        sort_key: The attribute that orders what is found.
        projection: Which attributes the index holds; all of them unless told otherwise.
    """

    name: str
    partition_key: dynamodb.Attribute
    sort_key: dynamodb.Attribute | None = None
    projection: dynamodb.ProjectionType = dynamodb.ProjectionType.ALL


class SecureTable(Construct):
    """A table.

    It promises a customer-managed key, recovery to any second of the past days, a nightly backup in AWS
    Backup, protection against deletion wherever the stage keeps data, a bounded price per second, and
    grants without Scan and without deletion unless they are asked for. cdk-nag has no rule for this type of
    table, so that a clean report says nothing of it: the protections are here.

    Args:
        partition_key: The attribute that tells items apart.
        sort_key: The attribute that orders items of one partition.
        indexes: Other ways to look items up.
        stream: What a change stream shows; by default there is none.
        ttl: The attribute with the second at which an item expires.
        capacity: How it is paid for; by default on demand, capped at what a new table serves at once.
        backup: A `Waiver` to go without the nightly backup.
        encryption_key: The key; by default the one that the stack's constructs share.
        table_name: A physical name; by default CloudFormation makes one.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, or two indexes share a name.
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
        stream: dynamodb.StreamViewType | None = None,
        ttl: str | None = None,
        capacity: Capacity | None = None,
        backup: Waiver | None = None,
        encryption_key: EncryptionKey | None = None,
        table_name: str | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        names = [index.name for index in indexes]
        check.require(len(set(names)) == len(names), "two indexes share a name", "name each index once")
        check.between("the number of indexes", len(indexes), 0, 20)
        capacity = capacity or Capacity.on_demand()
        problem = capacity.problem()
        check.require(
            problem is None, problem or "", "choose at least 1, and no less for the most than for the least"
        )
        if table_name is not None:
            check.matches(
                "table_name", table_name, r"[\w.-]{3,255}", "3 to 255 letters, digits, '_', '-' and '.'"
            )
        if not stack_facts(scope).region_is_known:
            raise StackError(
                check.path,
                "the stack names no region, and DynamoDB takes a customer-managed key only region by region",
                'give the stack its environment: env=cdk.Environment(region="eu-west-1")',
            )
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
            global_secondary_indexes=[_index(index) for index in indexes] or None,
            billing=capacity.billing(),
            contributor_insights_specification=dynamodb.ContributorInsightsSpecification(
                enabled=True, mode=dynamodb.ContributorInsightsMode.THROTTLED_KEYS
            ),
            deletion_protection=profile.keeps_data,
            dynamo_stream=stream,
            encryption=dynamodb.TableEncryptionV2.customer_managed_key(self._key.key),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=profile.recovery_days
            ),
            removal_policy=profile.removal_policy,
            table_name=table_name,
            time_to_live_attribute=ttl,
        )
        self._name = id
        self._partition_key = partition_key
        self._indexes = names
        self._backup = None
        if backup is not None:
            acknowledge(self._table, "TableBackup", backup)
        else:
            self._backup = DailyBackup(
                self, "Backup", table=self._table, encryption_key=self._key, profile=profile
            )

    @property
    def table(self) -> dynamodb.TableV2:
        """The table."""
        return self._table

    @cached_property
    def table_arn(self) -> str:
        """The table's ARN."""
        return self._table.table_arn

    @cached_property
    def table_name(self) -> str:
        """The table's name."""
        return self._table.table_name

    @property
    def partition_key(self) -> dynamodb.Attribute:
        """The attribute that tells items apart."""
        return self._partition_key

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the items."""
        return self._key

    @property
    def backup(self) -> DailyBackup | None:
        """The nightly backup; `None` if that was waived."""
        return self._backup

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the table and its indexes, which should not refuse requests."""
        name = name or self._name
        dimensions = {"TableName": self.table_name}
        table = AlarmTarget(name=name, service=Service.TABLE, dimensions=dimensions)
        return [table, *(self._index_target(name, index, dimensions) for index in self._indexes)]

    def _index_target(self, name: str, index: str, table: dict[str, str]) -> AlarmTarget:
        return AlarmTarget(
            name=f"{name}.{index}.",
            service=Service.TABLE_INDEX,
            dimensions={**table, "GlobalSecondaryIndexName": index},
        )

    def grant_read(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal get items by their keys, one or many."""
        return self._grant(grantee, ["dynamodb:GetItem", "dynamodb:BatchGetItem"], [self.table_arn])

    def grant_query(self, grantee: iam.IGrantable, *indexes: str) -> iam.Grant:
        """Let a principal query the table, or the named indexes alone."""
        for name in indexes:
            Check(self, "grant_query").one_of("an index", name, self._indexes)
        resources = [f"{self.table_arn}/index/{name}" for name in indexes] or [self.table_arn]
        return self._grant(grantee, ["dynamodb:Query"], resources)

    def grant_write(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal put and update items; not delete any."""
        # BatchWriteItem is left out on purpose: it deletes, too.
        actions = ["PutItem", "UpdateItem", "ConditionCheckItem"]
        return self._grant(grantee, [f"dynamodb:{action}" for action in actions], [self.table_arn])

    def grant_update(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal update items and nothing else."""
        return self._grant(grantee, ["dynamodb:UpdateItem"], [self.table_arn])

    def grant_delete(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal delete items."""
        return self._grant(grantee, ["dynamodb:DeleteItem"], [self.table_arn])

    def grant_scan(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal read the whole table."""
        return self._grant(grantee, ["dynamodb:Scan"], [self.table_arn])

    def _grant(self, grantee: iam.IGrantable, actions: list[str], resources: list[str]) -> iam.Grant:
        self._key.grant_use(grantee)
        return grant(grantee, actions, resources)


def _index(index: Index) -> dynamodb.GlobalSecondaryIndexPropsV2:
    return dynamodb.GlobalSecondaryIndexPropsV2(
        index_name=index.name,
        partition_key=index.partition_key,
        sort_key=index.sort_key,
        projection_type=index.projection,
    )
