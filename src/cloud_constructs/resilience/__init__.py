"""What brings an app back after a loss."""

from cloud_constructs.resilience._backup_policy import BackupPolicy
from cloud_constructs.resilience._copy_vault import CopyVault
from cloud_constructs.resilience._restore_test import RestoreTest

__all__ = ["BackupPolicy", "CopyVault", "RestoreTest"]
