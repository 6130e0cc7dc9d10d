"""Backups: a locked vault, a plan that fills it, and the role that does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from aws_cdk import aws_backup as backup
from aws_cdk import aws_iam as iam

from cloud_constructs.core import L3, AlarmTarget, Check, Service, create, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.storage._backup_rule import VaultLock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.core import StageProfile
    from cloud_constructs.security import EncryptionKey
    from cloud_constructs.storage._backup_rule import BackupRule

FOR_BACKUP = "service-role/AWSBackupServiceRolePolicyForBackup"
LONGEST_SELECTION_NAME = 50


class Backups(L3):
    """Backups by rules, in a vault that a customer-managed key encrypts and that is locked.

    It is what the nightly backup of one table and the policy of many resources have in common.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        rules: Sequence[BackupRule],
        encryption_key: EncryptionKey,
        profile: StageProfile,
        lock: VaultLock | None = None,
        maintained_policies: Sequence[str] = (FOR_BACKUP,),
    ) -> None:
        check = Check(scope, id)
        names = [rule.name for rule in rules]
        check.require(len(rules) > 0, "rules is empty", "say when backups are made")
        check.require(len(set(names)) == len(names), "two rules share a name", "name each rule once")
        lock = lock or VaultLock.governance()
        lock.check(check, profile)
        for rule in rules:
            rule.check(check, lock)
        super().__init__(scope, id)
        self._name = id
        self._vault = make_vault(self, "Vault", encryption_key=encryption_key, lock=lock, profile=profile)
        self._plan = create(
            backup.BackupPlan,
            backup.BackupPlanProps,
            self,
            "Plan",
            backup_vault=self._vault,
            backup_plan_rules=[rule.as_cdk(self) for rule in rules],
        )
        self._role = backup_role(self, "Role", maintained_policies)

    def protect(self, id: str, *resources: backup.BackupResource) -> None:
        """Back resources up by the rules.

        Args:
            id: What the selection is called.
            resources: The resources, such as `backup.BackupResource.from_arn(...)`.
        """
        create(
            backup.BackupSelection,
            backup.BackupSelectionProps,
            self._plan,
            id,
            backup_plan=self._plan,
            backup_selection_name=id[-LONGEST_SELECTION_NAME:],
            resources=list(resources),
            role=self._role,
        )

    @property
    def vault(self) -> backup.BackupVault:
        """The vault."""
        return self._vault

    @property
    def plan(self) -> backup.BackupPlan:
        """The plan."""
        return self._plan

    @property
    def role(self) -> iam.Role:
        """The role that makes the backups."""
        return self._role

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the vault, in which a backup may be missing."""
        dimensions = {"BackupVaultName": self._vault.backup_vault_name}
        return [AlarmTarget(name=name or self._name, service=Service.BACKUP_VAULT, dimensions=dimensions)]


def make_vault(
    scope: Construct,
    id: str,
    *,
    encryption_key: EncryptionKey,
    lock: VaultLock,
    profile: StageProfile,
    access_policy: iam.PolicyDocument | None = None,
) -> backup.BackupVault:
    """Return a new vault, encrypted and locked."""
    return create(
        backup.BackupVault,
        backup.BackupVaultProps,
        scope,
        id,
        access_policy=access_policy,
        encryption_key=encryption_key.key,
        lock_configuration=lock.as_cdk(),
        removal_policy=profile.removal_policy,
    )


def backup_role(scope: Construct, id: str, maintained_policies: Sequence[str]) -> iam.Role:
    """Return a role for AWS Backup, with policies that AWS maintains for it."""
    role = create(
        iam.Role,
        iam.RoleProps,
        scope,
        id,
        assumed_by=_backup_service(stack_facts(scope).account),
        managed_policies=[_maintained(policy) for policy in maintained_policies],
    )
    for policy in maintained_policies:
        acknowledge(
            role,
            "IAMNoManagedPolicies",
            "AWS maintains what AWS Backup needs of each service; a copy would fall behind, and backups fail",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/{policy}",
        )
    return role


# Made once and shared: they are the same for every table.


@cache
def _backup_service(account: str) -> iam.IPrincipal:
    conditions = {"StringEquals": {"aws:SourceAccount": account}}
    return cast("iam.IPrincipal", iam.ServicePrincipal("backup.amazonaws.com", conditions=conditions))


@cache
def _maintained(policy: str) -> iam.IManagedPolicy:
    return iam.ManagedPolicy.from_aws_managed_policy_name(policy)
