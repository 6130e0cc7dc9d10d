"""Goes on with backups that are not done, for as long as there is time, and deletes those that are too old.

One run at a time: the function has a concurrency of one.
"""

from collections import Counter
from datetime import timedelta

from botocore.exceptions import ClientError

from vault.backups import runs
from vault.backups.runs import Run
from vault.backups.steps import STEPS, HasTime, delete_backup
from vault.files.items import OBJECTS
from vault.models.backups import Backup, BackupState
from vault.moments import now
from vault.settings import client, setting
from vault.telemetry import logger, metrics

SAMPLE = 100


class BackupError(Exception):
    """A backup could not go on; all others did."""


def take_daily() -> None:
    """Write down that the backup of this day is wanted, and verified; a second time changes nothing."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    runs.begin("schedule", wants_verification=True, backup_id=runs.id_at(midnight, ""))


def go_on(has_time: HasTime) -> list[Backup]:
    """Go on with what is not done; return what was finished.

    Raises:
        BackupError: Some could not go on; the log says which.
    """
    finished, failed = list[Backup](), 0
    for run in runs.unfinished():
        try:
            _go_on(run, has_time)
            if run.is_done:
                finished.append(_finish(run))
        except ClientError:
            logger.exception("A backup cannot go on", backup_id=run.backup_id)
            failed += 1
    for run in runs.older_than(now() - timedelta(days=int(setting("BACKUP_DAYS")))):
        for one in run.tables:
            delete_backup(one)
        runs.remove(run)
    if failed:
        raise BackupError(f"{failed} cannot go on")
    return finished


def _go_on(run: Run, has_time: HasTime) -> None:
    """Do each table's next steps until one has to wait; the others do not wait for it."""
    for one in run.tables:
        while one.steps < run.last_step:
            is_done = STEPS[one.steps](run, one, has_time)
            if is_done:
                one.steps += 1
            runs.save(run)
            if not is_done:
                break


def _finish(run: Run) -> Backup:
    run.files = _copies_of_files()
    runs.save(run)
    report = run.as_backup()
    client("s3").put_object(
        Bucket=setting("FILES_BUCKET"),
        Key=f"{setting('BACKUP_REPORTS')}{run.backup_id}.json",
        Body=report.model_dump_json(indent=2).encode(),
        ContentType="application/json",
    )
    runs.close(run)
    if report.state == BackupState.DIFFERENT:
        logger.error("A backup does not restore what was backed up", backup=report.model_dump(mode="json"))
    metrics.add_metric(f"Backups{report.state.value.capitalize()}", "Count", 1)
    return report


def _copies_of_files() -> dict[str, int]:
    """Return in which state the copies of some files are; their keys are random, and so is the sample."""
    s3, bucket = client("s3"), setting("FILES_BUCKET")
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=OBJECTS, MaxKeys=SAMPLE).get("Contents", [])
    heads = (s3.head_object(Bucket=bucket, Key=one["Key"]) for one in listed)
    return dict(Counter(head.get("ReplicationStatus", "not copied").lower() for head in heads))
