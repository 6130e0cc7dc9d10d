"""Restores that are tried before they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Names
from aws_cdk import aws_backup as backup

from cloud_constructs.core import L3, create
from cloud_constructs.storage import backup_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from constructs import Construct

    from cloud_constructs.core import Check

# https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
TYPES = ("Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3")
FOR_RESTORES = "service-role/AWSBackupServiceRolePolicyForRestores"
FOR_RESTORES_OF_BUCKETS = "AWSBackupServiceRolePolicyForS3Restore"
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreTest:
    """A restore of recent backups, made by AWS Backup at a rhythm and deleted when it was looked at.

    Args:
        resource_types: What is restored, such as `DynamoDB` and `S3`; one backup of each resource.
        schedule: When, as AWS writes it, in UTC.
        within_days: How old a backup may be.
        validation_hours: How long what was restored stays for a look at it, from 1 to 168 hours.

    Example:
        ```python
        from cloud_constructs import RestoreTest

        RestoreTest(resource_types=["DynamoDB"], validation_hours=4)
        ```
    """

    resource_types: Sequence[str]
    schedule: str = "cron(0 6 ? * SUN *)"
    within_days: int = 7
    validation_hours: int = 8

    def check(self, check: Check) -> None:
        """Raise unless there can be such a test."""
        check.require(
            len(self.resource_types) > 0,
            "restore_test has no resource_types",
            f"name some of {', '.join(TYPES)}",
        )
        for type in self.resource_types:
            check.one_of("a type of restore_test", type, TYPES)
        check.matches("schedule of restore_test", self.schedule, r"(cron|rate)\(.+\)", "cron(0 6 ? * SUN *)")
        check.between("within_days of restore_test", self.within_days, 1, 365, "days")
        check.between("validation_hours of restore_test", self.validation_hours, 1, 168, "hours")


class RestoreTesting(L3):
    """The plan of a `RestoreTest` over the backups of one vault."""

    def __init__(self, scope: Construct, id: str, *, test: RestoreTest, vault: backup.BackupVault) -> None:
        super().__init__(scope, id)
        name = Names.unique_resource_name(
            self, max_length=LONGEST_NAME, separator="_", allowed_special_characters="_"
        )
        of_plan = backup.CfnRestoreTestingPlan
        self._plan = create(
            of_plan,
            backup.CfnRestoreTestingPlanProps,
            self,
            "Plan",
            restore_testing_plan_name=name,
            recovery_point_selection=of_plan.RestoreTestingRecoveryPointSelectionProperty(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[vault.backup_vault_arn],
                recovery_point_types=["SNAPSHOT", "CONTINUOUS"],
                selection_window_days=test.within_days,
            ),
            schedule_expression=test.schedule,
        )
        buckets = (FOR_RESTORES_OF_BUCKETS,) if "S3" in test.resource_types else ()
        self._role = backup_role(self, "Role", (FOR_RESTORES, *buckets))
        role_arn, plan_name = self._role.role_arn, self._plan.ref
        for type in dict.fromkeys(test.resource_types):
            create(
                backup.CfnRestoreTestingSelection,
                backup.CfnRestoreTestingSelectionProps,
                self,
                type,
                iam_role_arn=role_arn,
                protected_resource_arns=["*"],
                protected_resource_type=type,
                restore_testing_plan_name=plan_name,
                restore_testing_selection_name=type,
                validation_window_hours=test.validation_hours,
            )

    @property
    def plan(self) -> backup.CfnRestoreTestingPlan:
        """The plan."""
        return self._plan

    @property
    def role(self) -> iam.Role:
        """The role that restores."""
        return self._role
