"""Backups, for operators: take one, verify that it restores, and read the reports."""

from vault.caller import OPERATORS
from vault.models.backups import Backup, BackupPage, BackupsWanted
from vault.operations.operation import Operation

BACKUPS, BACKUP = "/api/backup", "/api/backup/{backup_id}"
FUNCTION = "backup"

REQUEST_BACKUP = Operation(
    name="RequestBackup",
    function=FUNCTION,
    method="POST",
    path=BACKUPS,
    response=Backup,
    status=202,
    rate=1,
    group=OPERATORS,
)
LIST_BACKUPS = Operation(
    name="ListBackups",
    function=FUNCTION,
    method="GET",
    path=BACKUPS,
    query=BackupsWanted,
    response=BackupPage,
    group=OPERATORS,
)
GET_BACKUP = Operation(
    name="GetBackup", function=FUNCTION, method="GET", path=BACKUP, response=Backup, group=OPERATORS
)
VERIFY_BACKUP = Operation(
    name="VerifyBackup",
    function=FUNCTION,
    method="POST",
    path=f"{BACKUP}/verify",
    response=Backup,
    status=202,
    rate=1,
    group=OPERATORS,
)

OPERATIONS = (REQUEST_BACKUP, LIST_BACKUPS, GET_BACKUP, VERIFY_BACKUP)
