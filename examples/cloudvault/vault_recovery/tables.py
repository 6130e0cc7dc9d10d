"""Backups of tables, and the way back: a backup becomes a table of its own, whose rows are put back."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

AwsClient = Any
Row = dict[str, Any]
SECONDS_BETWEEN_LOOKS, LOOKS = 10, 6 * 60 * 24
"""A restore of DynamoDB takes minutes to hours: a day of patience."""


class RecoveryError(Exception):
    """A recovery that cannot go on, for a reason that an operator can mend."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of the rows of a backup."""

    lost: int
    """They were missing, and are back."""
    kept: int
    """They were there, and stayed as they are."""


def take_backups(dynamodb: AwsClient, tables: Mapping[str, str], name: str) -> dict[str, str]:
    """Back up every table under one name, and return the backups' ARNs by what the tables hold."""
    return {
        holds: dynamodb.create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"]
        for holds, table in tables.items()
    }


def put_back_rows(
    dynamodb: AwsClient, table: str, source: str | datetime, *, overwrite: bool = False
) -> PutBack:
    """Put rows of an earlier state of a table back into the table.

    The earlier state is restored as a table of its own, which goes when its rows are back. To do it again,
    after an interruption or for certainty, changes nothing that is right.

    Args:
        dynamodb: The client.
        table: The table, which is in use meanwhile.
        source: The name of a backup, of which the newest counts, or a moment of the last days.
        overwrite: Whether a row that is there becomes as it was; otherwise it is newer, and stays.

    Raises:
        RecoveryError: The table has no finished backup of that name.
    """
    beside = f"{table[:200]}-restored-{secrets.token_hex(4)}"
    if isinstance(source, datetime):
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=beside, RestoreDateTime=source
        )
    else:
        backup = _newest(dynamodb, table, source)
        dynamodb.restore_table_from_backup(TargetTableName=beside, BackupArn=backup)
    patience = {"Delay": SECONDS_BETWEEN_LOOKS, "MaxAttempts": LOOKS}
    dynamodb.get_waiter("table_exists").wait(TableName=beside, WaiterConfig=patience)
    try:
        return _copy(dynamodb, beside, table, overwrite=overwrite)
    finally:
        dynamodb.delete_table(TableName=beside)


def rows_of(dynamodb: AwsClient, table: str) -> Iterator[Row]:
    """Yield every row of a table, as DynamoDB writes it."""
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _newest(dynamodb: AwsClient, table: str, name: str) -> str:
    found: list[dict[str, Any]] = []
    asked: dict[str, str] = {}
    while True:
        page = dynamodb.list_backups(TableName=table, BackupType="ALL", **asked)
        found += [backup for backup in page["BackupSummaries"] if backup["BackupName"] == name]
        if "LastEvaluatedBackupArn" not in page:
            break
        asked = {"ExclusiveStartBackupArn": page["LastEvaluatedBackupArn"]}
    finished = [backup for backup in found if backup["BackupStatus"] == "AVAILABLE"]
    if not finished:
        raise RecoveryError(f"{table} has no finished backup named {name!r}; `recover.py list` names them")
    return max(finished, key=lambda backup: backup["BackupCreationDateTime"])["BackupArn"]


def _copy(dynamodb: AwsClient, source: str, table: str, *, overwrite: bool) -> PutBack:
    described = dynamodb.describe_table(TableName=table)["Table"]
    key = next(part["AttributeName"] for part in described["KeySchema"] if part["KeyType"] == "HASH")
    lost = kept = 0
    for row in rows_of(dynamodb, source):
        if _put(dynamodb, table, row, key, overwrite=overwrite):
            lost += 1
        else:
            kept += 1
    return PutBack(lost=lost, kept=kept)


def _put(dynamodb: AwsClient, table: str, row: Row, key: str, *, overwrite: bool) -> bool:
    """Put a row; return whether it was not there before."""
    try:
        dynamodb.put_item(
            TableName=table,
            Item=row,
            # Somebody may write the row at this moment: only DynamoDB can tell who was first.
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames={"#key": key},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        if overwrite:
            dynamodb.put_item(TableName=table, Item=row)
        return False
    return True
