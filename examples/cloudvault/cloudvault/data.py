"""The tables. `functions/vault/tables.py` says what stands in each."""

from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    BackupPolicy,
    BackupRule,
    Capacity,
    Index,
    RestoreTest,
    SecureTable,
)

from .config import Config
from .recovery import RecoveryStack
from .security import Keys


@dataclass(frozen=True, slots=True)
class Tables:
    """By what they hold."""

    users: SecureTable
    nodes: SecureTable
    """Files and folders, and the claims on their names."""
    shares: SecureTable
    activity: SecureTable
    """Events and their roll-ups, notifications and request counters: what expires by itself."""

    def by_name(self) -> dict[str, SecureTable]:
        """Return the tables by what they are called."""
        return {
            "Users": self.users,
            "Nodes": self.nodes,
            "Shares": self.shares,
            "Activity": self.activity,
        }

    def names(self) -> dict[str, str]:
        """Return what functions find the tables by."""
        return {f"{name.upper()}_TABLE": table.table_name for name, table in self.by_name().items()}


class DataStack(cdk.Stack):
    """Tables that can be restored to any second; changes of all but the users are captured.

    Where there is a second region, each table has a replica there, and each night's backup a copy.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        alerts: AlertTopic,
        recovery: RecoveryStack | None,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        copies = (recovery.of_backups,) if recovery else ()
        self.backups = BackupPolicy(
            self,
            "Backups",
            alerts=alerts,
            rules=[BackupRule.daily(keep_days=config.profile.backup_days, copies=copies)],
            restore_test=RestoreTest(resource_types=["DynamoDB"]),
            encryption_key=keys.tables,
            profile=config.profile,
        )
        common: dict[str, Any] = {
            "backup": self.backups,
            "replication": recovery.of_tables if recovery else None,
            "encryption_key": keys.tables,
            "capacity": Capacity.auto_scaled(reads=(5, 200), writes=(5, 200)) if config.provisioned else None,
            "profile": config.profile,
        }
        captured: dict[str, Any] = {**common, "stream": dynamodb.StreamViewType.NEW_AND_OLD_IMAGES}
        self.tables = Tables(
            users=SecureTable(
                self,
                "Users",
                partition_key=text("user_id"),
                indexes=[Index(name="email-index", partition_key=text("email"))],
                **common,
            ),
            nodes=SecureTable(
                self,
                "Nodes",
                partition_key=text("owner"),
                sort_key=text("node_id"),
                indexes=[
                    Index(name="folder-tree-index", partition_key=text("parent"), sort_key=text("sort_name")),
                    Index(
                        name="file-search-index", partition_key=text("owner"), sort_key=text("search_name")
                    ),
                    # Holds only what is due some day: uploads, trash, and what is being deleted.
                    Index(
                        name="due-index",
                        partition_key=text("shard"),
                        sort_key=text("due_at"),
                        projection=dynamodb.ProjectionType.KEYS_ONLY,
                    ),
                ],
                **captured,
            ),
            shares=SecureTable(
                self,
                "Shares",
                partition_key=text("share_id"),
                indexes=[
                    Index(name="owner-index", partition_key=text("owner"), sort_key=text("created_at")),
                ],
                ttl="expires_at",
                **captured,
            ),
            activity=SecureTable(
                self,
                "Activity",
                partition_key=text("subject"),
                sort_key=text("moment"),
                ttl="expires_at",
                **captured,
            ),
        )
        for name, table in self.tables.by_name().items():
            cdk.CfnOutput(self, f"{name}Table", value=table.table_name)


def text(name: str) -> dynamodb.Attribute:
    """Return a key attribute that holds text."""
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
