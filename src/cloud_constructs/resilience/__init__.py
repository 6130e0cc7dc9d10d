"""What brings an app back after a loss, and what shows beforehand that it comes back."""

from cloud_constructs.resilience._backup_policy import BackupPolicy
from cloud_constructs.resilience._chaos_experiments import ChaosExperiments
from cloud_constructs.resilience._copy_vault import CopyVault
from cloud_constructs.resilience._fault import Fault
from cloud_constructs.resilience._health_probe import HealthProbe
from cloud_constructs.resilience._regional_failover import (
    AliasTarget,
    FailoverRecord,
    FailoverSite,
    RegionalFailover,
)
from cloud_constructs.resilience._restore_test import RestoreTest

__all__ = [
    "AliasTarget",
    "BackupPolicy",
    "ChaosExperiments",
    "CopyVault",
    "FailoverRecord",
    "FailoverSite",
    "Fault",
    "HealthProbe",
    "RegionalFailover",
    "RestoreTest",
]
