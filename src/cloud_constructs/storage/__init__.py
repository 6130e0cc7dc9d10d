"""Tables and buckets that can be restored."""

from typing import TYPE_CHECKING

from cloud_constructs._lazily import lazily

if TYPE_CHECKING:
    from cloud_constructs.storage._backup_rule import BackupCopy, BackupRule, VaultLock
    from cloud_constructs.storage._backups import FOR_BACKUP, Backups, backup_role, make_vault
    from cloud_constructs.storage._bucket_replica import BucketReplica
    from cloud_constructs.storage._capacity import Capacity
    from cloud_constructs.storage._indexes import Index, VectorIndex
    from cloud_constructs.storage._lifecycle import Lifecycle
    from cloud_constructs.storage._log_bucket import LogBucket
    from cloud_constructs.storage._secure_bucket import SecureBucket
    from cloud_constructs.storage._secure_table import SecureTable
    from cloud_constructs.storage._table_policy import TablePolicy
    from cloud_constructs.storage._table_replication import Replica, Replication

__all__ = [
    "FOR_BACKUP",
    "BackupCopy",
    "BackupRule",
    "Backups",
    "BucketReplica",
    "Capacity",
    "Index",
    "Lifecycle",
    "LogBucket",
    "Replica",
    "Replication",
    "SecureBucket",
    "SecureTable",
    "TablePolicy",
    "VaultLock",
    "VectorIndex",
    "backup_role",
    "make_vault",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "_backup_rule": ("BackupCopy", "BackupRule", "VaultLock"),
        "_backups": ("FOR_BACKUP", "Backups", "backup_role", "make_vault"),
        "_bucket_replica": ("BucketReplica",),
        "_capacity": ("Capacity",),
        "_indexes": ("Index", "VectorIndex"),
        "_lifecycle": ("Lifecycle",),
        "_log_bucket": ("LogBucket",),
        "_secure_bucket": ("SecureBucket",),
        "_secure_table": ("SecureTable",),
        "_table_policy": ("TablePolicy",),
        "_table_replication": ("Replica", "Replication"),
    },
)
