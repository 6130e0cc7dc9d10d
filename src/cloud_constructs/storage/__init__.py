"""Tables and buckets that can be restored."""

from cloud_constructs.storage._capacity import Capacity
from cloud_constructs.storage._daily_backup import DailyBackup
from cloud_constructs.storage._secure_bucket import SecureBucket
from cloud_constructs.storage._secure_table import Index, SecureTable

__all__ = ["Capacity", "DailyBackup", "Index", "SecureBucket", "SecureTable"]
