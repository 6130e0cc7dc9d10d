"""The steps of a table's backup; each returns whether it is done, and may be done twice."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from vault.backups.runs import AFTER, BEFORE, KEYS, RESTORED, Run, TableRun
from vault.settings import client, setting

HasTime = Callable[[], bool]
Step = Callable[[Run, TableRun, HasTime], bool]


def count_before(_run: Run, one: TableRun, has_time: HasTime) -> bool:
    """Read the table, just before it is backed up."""
    return _count(one, setting(one.name), BEFORE, has_time)


def back_up(run: Run, one: TableRun, _has_time: HasTime) -> bool:
    """Back the table up, as it is at this moment."""
    made = _dynamodb().create_backup(TableName=setting(one.name), BackupName=run.backup_id)
    one.backup_arn = made["BackupDetails"]["BackupArn"]
    return True


def count_after(_run: Run, one: TableRun, has_time: HasTime) -> bool:
    """Read the table once more, to know what changed meanwhile."""
    return _count(one, setting(one.name), AFTER, has_time)


def restore(run: Run, one: TableRun, _has_time: HasTime) -> bool:
    """Make another table from the backup."""
    name = restored_name(run, one)
    status = _status_of(name)
    if status is not None:
        return status == "ACTIVE"
    backup = _dynamodb().describe_backup(BackupArn=one.backup_arn)["BackupDescription"]
    if backup["BackupDetails"]["BackupStatus"] != "AVAILABLE":
        return False
    _dynamodb().restore_table_from_backup(
        BackupArn=one.backup_arn,
        TargetTableName=name,
        BillingModeOverride="PAY_PER_REQUEST",
        # Items are compared, and indexes follow from them.
        GlobalSecondaryIndexOverride=[],
        SSESpecificationOverride={
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": setting("TABLES_KEY"),
        },
    )
    return _status_of(name) == "ACTIVE"


def count_restored(run: Run, one: TableRun, has_time: HasTime) -> bool:
    """Read what was restored."""
    return _count(one, restored_name(run, one), RESTORED, has_time)


def remove_restored(run: Run, one: TableRun, _has_time: HasTime) -> bool:
    """Delete what was restored."""
    try:
        _dynamodb().delete_table(TableName=restored_name(run, one))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    return True


STEPS: tuple[Step, ...] = (count_before, back_up, count_after, restore, count_restored, remove_restored)
"""In this order: the first three take a backup, the others verify it."""


def delete_backup(one: TableRun) -> None:
    """Delete a backup that was kept for long enough."""
    if one.backup_arn is None:
        return
    try:
        _dynamodb().delete_backup(BackupArn=one.backup_arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "BackupNotFoundException":
            raise


def restored_name(run: Run, one: TableRun) -> str:
    """Return what the table is called that is made from a backup."""
    return f"{setting('RESTORED_TABLES')}{run.backup_id}-{one.name.lower()}"


def _count(one: TableRun, name: str, when: str, has_time: HasTime) -> bool:
    so_far = one.counted_when(when)
    while has_time():
        start = {"ExclusiveStartKey": json.loads(so_far.cursor)} if so_far.cursor else {}
        page = _dynamodb().scan(TableName=name, ConsistentRead=True, **start)
        for item in page["Items"]:
            so_far.add(item, KEYS[one.name])
        # Keys are texts.
        so_far.cursor = json.dumps(page["LastEvaluatedKey"]) if "LastEvaluatedKey" in page else None
        if so_far.cursor is None:
            return True
    return False


def _status_of(name: str) -> str | None:
    try:
        status: str = _dynamodb().describe_table(TableName=name)["Table"]["TableStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    return status


def _dynamodb() -> Any:  # noqa: ANN401
    return client("dynamodb")
