"""What a principal may be allowed to do with a table: what it is named for, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from constructs import Construct

from cloud_constructs.core import L3, Check, grant, read, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.storage._indexes import NAME, NAME_EXPECTED
from cloud_constructs.storage._table_policy import STREAM_READ

if TYPE_CHECKING:
    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_iam as iam

    from cloud_constructs.security import EncryptionKey
    from cloud_constructs.storage._indexes import Index
    from cloud_constructs.storage._secure_bucket import SecureBucket

Names = Sequence[str]


class TableGrants(L3):
    """The grants of a `SecureTable`.

    `leading_keys` limits a grant to items whose partition key is one of them; `*` in one stands for anything
    and `${aws:PrincipalTag/tenant}` for a tag of the caller. `attributes` limits it to these beside the keys;
    callers then have to ask for them by name
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
    """

    _key: EncryptionKey
    _table: dynamodb.TableV2
    _keys: list[dynamodb.Attribute]
    _indexes: dict[str, Index]
    _has_stream: bool

    @cached_property
    def table_arn(self) -> str:
        """The table's ARN."""
        return read(self._table, "table_arn")

    def grant_read(
        self, grantee: iam.IGrantable, *, leading_keys: Names = (), attributes: Names = ()
    ) -> iam.Grant:
        """Let a principal get items by their keys, one or many."""
        conditions = self._conditions(leading_keys, attributes, _ONLY_NAMED)
        return self._grant(grantee, ["GetItem", "BatchGetItem"], [self.table_arn], conditions)

    def grant_query(
        self, grantee: iam.IGrantable, *indexes: str, leading_keys: Names = (), attributes: Names = ()
    ) -> iam.Grant:
        """Let a principal query the table, or the named indexes alone."""
        conditions = self._conditions(leading_keys, attributes, _ONLY_NAMED, indexes)
        return self._grant(grantee, ["Query"], self._table_or(indexes), conditions)

    def grant_write(
        self, grantee: iam.IGrantable, *, leading_keys: Names = (), attributes: Names = ()
    ) -> iam.Grant:
        """Let a principal put and update items; not delete any."""
        # BatchWriteItem is left out on purpose: it deletes, too.
        actions = ["PutItem", "UpdateItem", "ConditionCheckItem"]
        conditions = self._conditions(leading_keys, attributes, _NOTHING_ELSE_RETURNED)
        return self._grant(grantee, actions, [self.table_arn], conditions)

    def grant_update(
        self, grantee: iam.IGrantable, *, leading_keys: Names = (), attributes: Names = ()
    ) -> iam.Grant:
        """Let a principal update items and nothing else."""
        conditions = self._conditions(leading_keys, attributes, _NOTHING_ELSE_RETURNED)
        return self._grant(grantee, ["UpdateItem"], [self.table_arn], conditions)

    def grant_delete(self, grantee: iam.IGrantable, *, leading_keys: Names = ()) -> iam.Grant:
        """Let a principal delete items."""
        return self._grant(grantee, ["DeleteItem"], [self.table_arn], self._conditions(leading_keys))

    def grant_scan(self, grantee: iam.IGrantable, *indexes: str, attributes: Names = ()) -> iam.Grant:
        """Let a principal read the whole table, or the whole of the named indexes."""
        conditions = self._conditions((), attributes, _ONLY_NAMED, indexes)
        return self._grant(grantee, ["Scan"], self._table_or(indexes), conditions)

    def grant_stream_read(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal read the table's change stream.

        Raises:
            ArgumentError: The table has no stream.
        """
        Check(self, "grant_stream_read").require(
            self._has_stream, "the table has no stream", "choose a stream for the table"
        )
        self._key.grant_use(grantee)
        # ListStreams knows only the streams of a table, not the one.
        streams = f"{self.table_arn}/stream/*"
        listing = grant(grantee, ["dynamodb:ListStreams"], [streams])
        _acknowledge(
            grantee, streams, "The name of a stream is the time at which it was made; the table is named"
        )
        return listing.combine(grant(grantee, STREAM_READ, [str(self._table.table_stream_arn)]))

    def grant_export(self, grantee: iam.IGrantable, to: SecureBucket, prefix: str = "") -> iam.Grant:
        """Let a principal export the table, as of any second that it can be restored to, into a bucket."""
        to.grant_write(grantee, prefix)
        return self._grant(grantee, ["ExportTableToPointInTime"], [self.table_arn])

    def grant_backup(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal back the table up, and look up and delete its backups."""
        backups = self._backups(grantee)
        # The one action is of the table, the others are of its backups; policies have little room.
        actions = ["CreateBackup", "DescribeBackup", "DeleteBackup"]
        return self._grant(grantee, actions, [self.table_arn, backups])

    def grant_restore(self, grantee: iam.IGrantable, *, prefix: str) -> iam.Grant:
        """Let a principal make tables from the table's backups, whose names begin so, read and delete them.

        DynamoDB fills the new table with the principal's own permissions, which stay needed until then
        (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html).

        Raises:
            ArgumentError: No table can have a name that begins so.
        """
        Check(self, "grant_restore").matches("prefix", prefix, NAME, NAME_EXPECTED)
        facts = stack_facts(self)
        restored = f"arn:{facts.partition}:dynamodb:{facts.region}:{facts.account}:table/{prefix}*"
        _acknowledge(
            grantee, restored, "Restored tables are named by whoever restores them; their prefix is set"
        )
        backups = self._backups(grantee)
        through = {"StringEquals": {"kms:ViaService": f"dynamodb.{facts.region}.amazonaws.com"}}
        grant(grantee, ["kms:CreateGrant", "kms:DescribeKey"], [self._key.key_arn], through)
        restoring = self._grant(grantee, ["RestoreTableFromBackup"], [backups, restored])
        return restoring.combine(self._grant(grantee, _RESTORE, [restored]))

    def _backups(self, grantee: iam.IGrantable) -> str:
        backups = f"{self.table_arn}/backup/*"
        _acknowledge(
            grantee, backups, "The name of a backup is the time at which it was made; the table is named"
        )
        return backups

    def _table_or(self, indexes: Names) -> list[str]:
        for name in indexes:
            Check(self, "grant").one_of("an index", name, self._indexes)
        return [f"{self.table_arn}/index/{name}" for name in indexes] or [self.table_arn]

    def _conditions(
        self,
        leading_keys: Names,
        attributes: Names = (),
        returned: dict[str, Any] | None = None,
        indexes: Names = (),
    ) -> dict[str, Any] | None:
        check = Check(self, "grant")
        for names, value in (("leading_keys", leading_keys), ("attributes", attributes)):
            check.require(not isinstance(value, str), f"{names} is {value!r}", "give a list")
        check.require(
            not {"", "*"}.intersection(leading_keys),
            "a leading key is every key, or none",
            "leave out leading_keys, or begin with what the keys begin with",
        )
        conditions: dict[str, Any] = {}
        if leading_keys:
            conditions["ForAllValues:StringLike"] = {"dynamodb:LeadingKeys": list(leading_keys)}
        if attributes:
            keys = [*self._keys, *(key for name in indexes for key in self._indexes[name].key_attributes())]
            named = dict.fromkeys([*(key.name for key in keys), *attributes])
            conditions["ForAllValues:StringEquals"] = {"dynamodb:Attributes": list(named)}
            conditions["StringEqualsIfExists"] = returned
        return conditions or None

    def _grant(
        self,
        grantee: iam.IGrantable,
        actions: Names,
        resources: Names,
        conditions: dict[str, Any] | None = None,
    ) -> iam.Grant:
        self._key.grant_use(grantee)
        return grant(grantee, [f"dynamodb:{action}" for action in actions], resources, conditions)


def _acknowledge(grantee: iam.IGrantable, resource: str, reason: str) -> None:
    """Say why a resource is named by its beginning, on the policy in which the grant ends."""
    policy = getattr(grantee, "granted", grantee)
    if isinstance(policy, Construct):
        acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=("Resource", resource))


_RESTORE = (
    *("DescribeTable", "DeleteTable"),
    *("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"),
)
_ONLY_NAMED = {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
_NOTHING_ELSE_RETURNED = {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]}
