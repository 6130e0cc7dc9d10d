"""The operations of the API: what the stack makes routes of, and the functions answer."""

from vault.operations import analytics, backups, files, folders, health, notifications, shares
from vault.operations.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    *health.OPERATIONS,
    *files.OPERATIONS,
    *folders.OPERATIONS,
    *shares.OPERATIONS,
    *notifications.OPERATIONS,
    *analytics.OPERATIONS,
    *backups.OPERATIONS,
)

__all__ = ["OPERATIONS", "Operation"]
