"""What operators say and are told of backups."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from vault.models.base import Answer, Cursor, Identifier, Moment, Query


class BackupState(StrEnum):
    """How far a backup is."""

    TAKING = "taking"
    TAKEN = "taken"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    DIFFERENT = "different"


class TableReport(Answer):
    """The backup of one table."""

    table: str = Field(examples=["users"])
    items: int | None = Field(description="When it was backed up")
    restored_items: int | None = Field(description="In a table that was made from the backup")
    compared: float | None = Field(
        description="Which part of the items did not change while the backup was taken, and was compared"
    )
    is_same: bool | None = Field(description="Whether what was compared is the same")


class Backup(Answer):
    """A backup of all tables."""

    backup_id: Identifier
    state: BackupState
    requested_by: str
    created_at: Moment
    tables: list[TableReport]
    files: dict[str, int] | None = Field(
        description="How many files of a sample are copied to the second region, by the state of the copy"
    )


class BackupsWanted(Query):
    """Which part of the backups is listed, the newest first."""

    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Cursor | None = None


class BackupPage(Answer):
    """Some backups, and where the next ones begin."""

    backups: list[Backup]
    cursor: Cursor | None = None
