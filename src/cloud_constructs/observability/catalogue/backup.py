"""AWS Backup vaults. AWS publishes no recommendations for them; these are ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity


def _jobs(metric: str, why: str) -> AlarmSpec:
    return AlarmSpec(metric=metric, why=why, severity=Severity.PAGE, period=300)


BACKUP_VAULT = (
    _jobs("NumberOfBackupJobsFailed", "A backup was not made"),
    _jobs("NumberOfBackupJobsExpired", "A backup did not start in its window: it was not made"),
    _jobs("NumberOfCopyJobsFailed", "A backup did not arrive in the other region or account"),
)
