"""Answers the API's operations on backups."""

from vault.application import application
from vault.backups.requests import get_backup, list_backups, request_backup, verify_backup
from vault.operations import backups as operations

handler = application(
    {
        operations.REQUEST_BACKUP: request_backup,
        operations.LIST_BACKUPS: list_backups,
        operations.GET_BACKUP: get_backup,
        operations.VERIFY_BACKUP: verify_backup,
    }
)
