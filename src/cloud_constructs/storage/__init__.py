"""Tables and buckets that can be restored."""

from cloud_constructs.storage._bucket_replica import BucketReplica
from cloud_constructs.storage._capacity import Capacity
from cloud_constructs.storage._daily_backup import DailyBackup
from cloud_constructs.storage._indexes import Index, VectorIndex
from cloud_constructs.storage._lifecycle import Lifecycle
from cloud_constructs.storage._log_bucket import LogBucket
from cloud_constructs.storage._secure_bucket import SecureBucket
from cloud_constructs.storage._secure_table import SecureTable
from cloud_constructs.storage._table_policy import TablePolicy
from cloud_constructs.storage._table_replication import Replica, Replication

__all__ = [
    "BucketReplica",
    "Capacity",
    "DailyBackup",
    "Index",
    "Lifecycle",
    "LogBucket",
    "Replica",
    "Replication",
    "SecureBucket",
    "SecureTable",
    "TablePolicy",
    "VectorIndex",
]
