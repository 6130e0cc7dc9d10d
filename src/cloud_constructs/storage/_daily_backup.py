"""The AWS Backup plan of a table, in the table's own stack so that rules can see it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from constructs import Construct

from cloud_constructs.core import DAY, create, duration, stack_facts
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import aws_dynamodb as dynamodb

    from cloud_constructs.core import StageProfile
    from cloud_constructs.security import EncryptionKey

BACKUP_POLICY = "service-role/AWSBackupServiceRolePolicyForBackup"


class DailyBackup(Construct):
    """A backup of one table every night, kept in a vault that the table's key encrypts."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        table: dynamodb.TableV2,
        encryption_key: EncryptionKey,
        profile: StageProfile,
    ) -> None:
        super().__init__(scope, id)
        self._vault = create(
            backup.BackupVault,
            backup.BackupVaultProps,
            self,
            "Vault",
            encryption_key=encryption_key.key,
            # Nobody deletes last night's backup today; with the permission to unlock, it can still be lifted.
            lock_configuration=_kept_for_a_day(),
            removal_policy=profile.removal_policy,
        )
        self._plan = create(
            backup.BackupPlan,
            backup.BackupPlanProps,
            self,
            "Plan",
            backup_vault=self._vault,
            backup_plan_rules=[_nightly(profile.backup_days)],
        )
        self._plan.add_selection(
            "Table",
            resources=[backup.BackupResource.from_dynamo_db_table(table)],
            role=cast("iam.IRole", self._role()),
        )

    def _role(self) -> iam.Role:
        role = create(
            iam.Role,
            iam.RoleProps,
            self,
            "Role",
            assumed_by=_backup_service(stack_facts(self).account),
            managed_policies=[_maintained_policy()],
        )
        partition = f"arn:<AWS::Partition>:iam::aws:policy/{BACKUP_POLICY}"
        acknowledge(
            role,
            "IAMNoManagedPolicies",
            "AWS maintains what AWS Backup needs of each service; a copy would fall behind, and backups fail",
            finding=f"Policy::{partition}",
        )
        return role

    @property
    def vault(self) -> backup.BackupVault:
        """The vault."""
        return self._vault

    @property
    def plan(self) -> backup.BackupPlan:
        """The plan."""
        return self._plan


# Made once and shared: they are the same for every table.


@cache
def _kept_for_a_day() -> backup.LockConfiguration:
    return backup.LockConfiguration(min_retention=duration(DAY))


@cache
def _nightly(days: int) -> backup.BackupPlanRule:
    return backup.BackupPlanRule(
        rule_name="Nightly",
        schedule_expression=events.Schedule.cron(hour="3", minute="0"),
        delete_after=duration(days * DAY),
    )


@cache
def _backup_service(account: str) -> iam.IPrincipal:
    conditions = {"StringEquals": {"aws:SourceAccount": account}}
    return cast("iam.IPrincipal", iam.ServicePrincipal("backup.amazonaws.com", conditions=conditions))


@cache
def _maintained_policy() -> iam.IManagedPolicy:
    return iam.ManagedPolicy.from_aws_managed_policy_name(BACKUP_POLICY)
