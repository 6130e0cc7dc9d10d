"""When backups are made, how long they are kept, where they are copied to, and how surely they stay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events

from cloud_constructs.core import DAY, duration

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.core import Check, StageProfile

MOST_DAYS = 36_500
# https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html#backup-lifecycle
LEAST_COLD_DAYS = 90
# https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
LEAST_GRACE_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultLock:
    """How long no backup can be deleted: `VaultLock.governance(...)` or `VaultLock.compliance(...)`.

    Example:
        ```python
        from cloud_constructs import VaultLock

        VaultLock.compliance(min_days=30, grace_days=7)
        ```
    """

    min_days: int
    max_days: int | None = None
    grace_days: int | None = None

    @staticmethod
    def governance(*, min_days: int = 1, max_days: int | None = None) -> VaultLock:
        """Lock backups until somebody with the permission to do so lifts the lock.

        Args:
            min_days: How long a backup is kept at least.
            max_days: How long at most; by default there is no limit.
        """
        return VaultLock(min_days=min_days, max_days=max_days)

    @staticmethod
    def compliance(*, min_days: int, max_days: int | None = None, grace_days: int = 7) -> VaultLock:
        """Lock backups so that nobody ever lifts the lock, AWS included.

        Args:
            min_days: How long a backup is kept at least.
            max_days: How long at most; by default there is no limit.
            grace_days: For how long the lock itself can still be changed, 3 days at least.
        """
        return VaultLock(min_days=min_days, max_days=max_days, grace_days=grace_days)

    @property
    def most_days(self) -> int:
        """How long a backup can be kept."""
        return MOST_DAYS if self.max_days is None else self.max_days

    def check(self, check: Check, profile: StageProfile) -> None:
        """Raise unless a vault of that stage can be locked so."""
        check.between("max_days of lock", self.most_days, 1, MOST_DAYS, "days")
        check.between("min_days of lock", self.min_days, 1, self.most_days, "days")
        if self.grace_days is not None:
            check.between("grace_days of lock", self.grace_days, LEAST_GRACE_DAYS, MOST_DAYS, "days")
            check.require(
                profile.keeps_data,
                f"lock is in compliance mode, and the stage {profile.name} keeps no data",
                "choose VaultLock.governance for this stage: nobody could delete the vault",
            )

    def as_cdk(self) -> backup.LockConfiguration:
        """Return the lock as CDK takes it."""
        return _lock(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCopy:
    """A second home for backups, in another region or another account.

    Args:
        vault_arn: The ARN of the vault there, such as a `CopyVault` has.
        keep_days: How long the copy is kept; by default as long as the backup.
    """

    vault_arn: str
    keep_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRule:
    """Backups at one rhythm: `BackupRule.daily(...)`, `.weekly(...)` or `.monthly(...)`.

    Args:
        name: What the rule is called.
        schedule: When it runs, as AWS writes it: `cron(0 3 * * ? *)`, in UTC.
        keep_days: How long a backup is kept.
        cold_after_days: When it moves to cold storage, where it then stays for 90 days at least.
        copies: Where else it is kept.

    Example:
        ```python
        from cloud_constructs import BackupRule

        rules = [BackupRule.daily(keep_days=35), BackupRule.monthly(keep_days=730, cold_after_days=30)]
        ```
    """

    name: str
    schedule: str
    keep_days: int
    cold_after_days: int | None = None
    copies: tuple[BackupCopy, ...] = ()

    @staticmethod
    def daily(
        *, keep_days: int, cold_after_days: int | None = None, copies: tuple[BackupCopy, ...] = ()
    ) -> BackupRule:
        """Back up every night at three."""
        return BackupRule(
            name="Nightly",
            schedule="cron(0 3 * * ? *)",
            keep_days=keep_days,
            cold_after_days=cold_after_days,
            copies=copies,
        )

    @staticmethod
    def weekly(
        *, keep_days: int, cold_after_days: int | None = None, copies: tuple[BackupCopy, ...] = ()
    ) -> BackupRule:
        """Back up in the night of every Sunday."""
        return BackupRule(
            name="Weekly",
            schedule="cron(0 4 ? * SUN *)",
            keep_days=keep_days,
            cold_after_days=cold_after_days,
            copies=copies,
        )

    @staticmethod
    def monthly(
        *, keep_days: int, cold_after_days: int | None = None, copies: tuple[BackupCopy, ...] = ()
    ) -> BackupRule:
        """Back up in the night of every first of a month."""
        return BackupRule(
            name="Monthly",
            schedule="cron(0 5 1 * ? *)",
            keep_days=keep_days,
            cold_after_days=cold_after_days,
            copies=copies,
        )

    def check(self, check: Check, lock: VaultLock) -> None:
        """Raise unless a vault with that lock takes the rule's backups."""
        check.matches(
            "the name of a rule", self.name, r"[\w.-]{1,50}", "up to 50 letters, digits, '_', '-', '.'"
        )
        check.matches(
            "the schedule of a rule", self.schedule, r"(cron|rate)\(.+\)", "such as cron(0 3 * * ? *)"
        )
        check.between(f"keep_days of {self.name}", self.keep_days, lock.min_days, lock.most_days, "days")
        if self.cold_after_days is not None:
            check.between(f"cold_after_days of {self.name}", self.cold_after_days, 1, MOST_DAYS, "days")
            check.require(
                self.keep_days >= self.cold_after_days + LEAST_COLD_DAYS,
                f"{self.name} is kept for {self.keep_days} days, and cold after {self.cold_after_days}",
                f"keep it for {LEAST_COLD_DAYS} days more than it is warm",
            )
        for copy in self.copies:
            vault = r"arn:[\w-]+:backup:[\w-]+:\d{12}:backup-vault:[\w-]+"
            check.matches(f"vault_arn of a copy of {self.name}", copy.vault_arn, vault, "the ARN of a vault")
            if copy.keep_days is not None:
                check.between(f"keep_days of a copy of {self.name}", copy.keep_days, 1, MOST_DAYS, "days")

    def as_cdk(self, scope: Construct) -> backup.BackupPlanRule:
        """Return the rule as CDK takes it."""
        return _without_copies(self) if not self.copies else _rule(self, self._copies(scope))

    def _copies(self, scope: Construct) -> list[backup.BackupPlanCopyActionProps]:
        return [
            backup.BackupPlanCopyActionProps(
                destination_backup_vault=backup.BackupVault.from_backup_vault_arn(
                    scope, f"{self.name}Copy{number}", copy.vault_arn
                ),
                delete_after=duration((copy.keep_days or self.keep_days) * DAY),
            )
            for number, copy in enumerate(self.copies, start=1)
        ]


def _rule(
    rule: BackupRule, copies: list[backup.BackupPlanCopyActionProps] | None = None
) -> backup.BackupPlanRule:
    return backup.BackupPlanRule(
        rule_name=rule.name,
        schedule_expression=events.Schedule.expression(rule.schedule),
        delete_after=duration(rule.keep_days * DAY),
        move_to_cold_storage_after=duration(rule.cold_after_days * DAY) if rule.cold_after_days else None,
        copy_actions=copies,
    )


# Made once and shared: they are the same for every table.


@cache
def _without_copies(rule: BackupRule) -> backup.BackupPlanRule:
    return _rule(rule)


@cache
def _lock(lock: VaultLock) -> backup.LockConfiguration:
    return backup.LockConfiguration(
        min_retention=duration(lock.min_days * DAY),
        max_retention=duration(lock.max_days * DAY) if lock.max_days else None,
        changeable_for=duration(lock.grace_days * DAY) if lock.grace_days else None,
    )
