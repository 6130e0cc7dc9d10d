"""Backups, as the activity table has them: how far each is, table by table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from vault.backups.fingerprint import Fingerprint, compare
from vault.backups.subjects import BACKUPS, REQUESTS
from vault.models.backups import Backup, BackupState, TableReport
from vault.moments import as_text, new_id, now
from vault.settings import setting, table
from vault.tables import Item, alone, put, update

ACTIVITY = "ACTIVITY_TABLE"
KEYS = {
    "USERS_TABLE": ("user_id",),
    "NODES_TABLE": ("owner", "node_id"),
    "SHARES_TABLE": ("share_id",),
    "ACTIVITY_TABLE": ("subject", "moment"),
}
"""The key of each table, by the variable that names the table."""
STEPS_TO_TAKE, STEPS_TO_VERIFY = 3, 6
BEFORE, AFTER, RESTORED = "before", "after", "restored"
# The rows outlive what they describe, so that nothing is forgotten before it is deleted.
KEPT_LONGER = timedelta(days=30)


@dataclass(slots=True)
class TableRun:
    """How far one table is."""

    name: str
    """The variable that names it."""
    steps: int = 0
    """How many are done."""
    backup_arn: str | None = None
    counted: dict[str, Fingerprint] = field(default_factory=dict[str, Fingerprint])
    """By when: before and after it was backed up, and restored."""

    def counted_when(self, when: str) -> Fingerprint:
        """Return what was counted, or an empty one to begin with."""
        return self.counted.setdefault(when, Fingerprint())

    def as_report(self) -> TableReport:
        """Return it as operators see it."""
        before, after, restored = (self.counted.get(when) for when in (BEFORE, AFTER, RESTORED))
        is_verified = self.steps == STEPS_TO_VERIFY
        found = compare(before, after, restored) if is_verified and before and after and restored else None
        return TableReport(
            table=self.name.removesuffix("_TABLE").lower(),
            items=before.count if before else None,
            restored_items=restored.count if restored else None,
            compared=found.compared if found else None,
            is_same=found.is_same if found else None,
        )


@dataclass(slots=True)
class Run:
    """How far one backup is."""

    backup_id: str
    requested_by: str
    created_at: str
    wants_verification: bool
    tables: list[TableRun]
    files: dict[str, int] | None = None

    @property
    def last_step(self) -> int:
        """How many steps each table should have done."""
        return STEPS_TO_VERIFY if self.wants_verification else STEPS_TO_TAKE

    @property
    def is_done(self) -> bool:
        """Whether everything that was asked for is done."""
        return all(one.steps >= self.last_step for one in self.tables)

    def as_backup(self) -> Backup:
        """Return it as operators see it."""
        reports = [one.as_report() for one in self.tables]
        if not self.is_done:
            is_taken = all(one.steps >= STEPS_TO_TAKE for one in self.tables)
            state = BackupState.VERIFYING if is_taken else BackupState.TAKING
        elif not self.wants_verification:
            state = BackupState.TAKEN
        else:
            same = all(report.is_same for report in reports)
            state = BackupState.VERIFIED if same else BackupState.DIFFERENT
        return Backup(
            backup_id=self.backup_id,
            state=state,
            requested_by=self.requested_by,
            created_at=self.created_at,
            tables=reports,
            files=self.files,
        )


def begin(requested_by: str, *, wants_verification: bool, backup_id: str | None = None) -> Run:
    """Write down that a backup is wanted; the same id a second time changes nothing."""
    moment = now()
    run = Run(
        backup_id=backup_id or id_at(moment, new_id()),
        requested_by=requested_by,
        created_at=as_text(moment),
        wants_verification=wants_verification,
        tables=[TableRun(name) for name in KEYS],
    )
    alone(put(ACTIVITY, {**_as_item(run), "is_open": True}, "attribute_not_exists(subject)"))
    return run


def want_verification(backup_id: str) -> Run | None:
    """Write down that a backup shall be verified; `None` if there is none."""
    write = update(
        ACTIVITY,
        _key(backup_id),
        "SET wants_verification = :yes, is_open = :yes",
        "attribute_exists(subject)",
        yes=True,
    )
    return find(backup_id) if alone(write) else None


def tell(run: Run, asked_by: str) -> None:
    """Let the worker hear that there is something to do; without this, it finds out by the clock."""
    moment = now()
    item = {
        "subject": REQUESTS,
        "moment": id_at(moment, new_id()),
        "owner": asked_by,
        "backup_id": run.backup_id,
        "expires_at": int((moment + timedelta(days=1)).timestamp()),
    }
    alone(put(ACTIVITY, item))


def save(run: Run) -> None:
    """Write down how far a backup is; that somebody wants it verified meanwhile is not overwritten."""
    item = _as_item(run)
    alone(
        update(
            ACTIVITY,
            _key(run.backup_id),
            "SET tables = :tables, files = :files",
            tables=item["tables"],
            files=run.files,
        )
    )


def close(run: Run) -> None:
    """Write down that a backup is done, unless more is wanted meanwhile."""
    alone(
        update(
            ACTIVITY,
            _key(run.backup_id),
            "REMOVE is_open",
            "wants_verification = :verified",
            verified=run.wants_verification,
        )
    )


def find(backup_id: str) -> Run | None:
    """Return a backup."""
    found: Item | None = table(ACTIVITY).get_item(Key=_key(backup_id), ConsistentRead=True).get("Item")
    return _of_item(found) if found else None


def newest(limit: int, after: Item | None) -> tuple[list[Run], Item | None]:
    """Return a page of backups, the newest first, and where the next one begins."""
    found = _query(Limit=limit, ScanIndexForward=False, **({"ExclusiveStartKey": after} if after else {}))
    return [_of_item(item) for item in found["Items"]], found.get("LastEvaluatedKey")


def unfinished() -> list[Run]:
    """Return the backups that are not done, the oldest first."""
    return [_of_item(item) for item in _all() if "is_open" in item]


def older_than(moment: datetime) -> list[Run]:
    """Return the backups that were asked for before a moment."""
    return [_of_item(item) for item in _all() if item["moment"] < id_at(moment, "")]


def remove(run: Run) -> None:
    """Forget a backup."""
    table(ACTIVITY).delete_item(Key=_key(run.backup_id))


def id_at(moment: datetime, rest: str) -> str:
    """Return an identifier that sorts by time."""
    return f"{int(moment.timestamp() * 1000):012x}{rest:0>20.20}"


def _all() -> Iterator[Item]:
    page: dict[str, Any] = {}
    while True:
        found = _query(**page)
        yield from found["Items"]
        if "LastEvaluatedKey" not in found:
            return
        page = {"ExclusiveStartKey": found["LastEvaluatedKey"]}


def _query(**options: Any) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = table(ACTIVITY).query(
        KeyConditionExpression="subject = :subject",
        ExpressionAttributeValues={":subject": BACKUPS},
        ConsistentRead=True,
        **options,
    )
    return found


def _key(backup_id: str) -> Item:
    return {"subject": BACKUPS, "moment": backup_id}


def _as_item(run: Run) -> Item:
    kept = timedelta(days=int(setting("BACKUP_DAYS"))) + KEPT_LONGER
    return {
        **_key(run.backup_id),
        "requested_by": run.requested_by,
        "created_at": run.created_at,
        "wants_verification": run.wants_verification,
        "tables": [
            {
                "name": one.name,
                "steps": one.steps,
                "backup_arn": one.backup_arn,
                "counted": {when: counted.as_item() for when, counted in one.counted.items()},
            }
            for one in run.tables
        ],
        "files": run.files,
        "expires_at": int((datetime.now(UTC) + kept).timestamp()),
    }


def _of_item(item: Item) -> Run:
    files = item["files"]
    return Run(
        backup_id=item["moment"],
        requested_by=item["requested_by"],
        created_at=item["created_at"],
        wants_verification=item["wants_verification"],
        tables=[
            TableRun(
                name=one["name"],
                steps=int(one["steps"]),
                backup_arn=one["backup_arn"],
                counted={when: Fingerprint.of(counted) for when, counted in one["counted"].items()},
            )
            for one in item["tables"]
        ],
        files=None if files is None else {state: int(count) for state, count in files.items()},
    )
