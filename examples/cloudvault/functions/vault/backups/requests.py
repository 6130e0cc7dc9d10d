"""What operators ask for: written down here, done by `work.py`."""

from vault.backups import runs
from vault.backups.subjects import BACKUPS
from vault.caller import Caller
from vault.cursors import read_cursor, write_cursor
from vault.models.backups import Backup, BackupPage, BackupsWanted
from vault.problems import not_found


def request_backup(caller: Caller) -> Backup:
    """Ask for a backup of all tables."""
    run = runs.begin(caller.user_id, wants_verification=False)
    runs.tell(run, caller.user_id)
    return run.as_backup()


def verify_backup(caller: Caller, backup_id: str) -> Backup:
    """Ask whether a backup restores what was backed up."""
    run = runs.want_verification(backup_id)
    if run is None:
        raise not_found("backup")
    runs.tell(run, caller.user_id)
    return run.as_backup()


def get_backup(caller: Caller, backup_id: str) -> Backup:  # noqa: ARG001 (backups are nobody's own)
    """Return how far a backup is, and what is known of it."""
    run = runs.find(backup_id)
    if run is None:
        raise not_found("backup")
    return run.as_backup()


def list_backups(caller: Caller, query: BackupsWanted) -> BackupPage:  # noqa: ARG001 (nobody's own)
    """Return a page of the backups, the newest first."""
    after = read_cursor(query.cursor, "moment", subject=BACKUPS)
    found, last = runs.newest(query.limit, after)
    return BackupPage(backups=[run.as_backup() for run in found], cursor=write_cursor(last, "moment"))
