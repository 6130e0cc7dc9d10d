"""CopyVault: a second home for backups, in another region or another account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_iam as iam

from cloud_constructs.core import L3, Check, StageProfile, make, stack_facts
from cloud_constructs.security import EncryptionKey
from cloud_constructs.storage import VaultLock, make_vault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_backup as backup
    from constructs import Construct


class CopyVault(L3):
    """A vault for the copies of backups that are made elsewhere.

    It promises that copies are encrypted with a key of this region and account, that nobody deletes one
    before its time, and that only the accounts that are named copy into it.

    Args:
        from_accounts: The other accounts whose backups are copied here; this account's are without it.
        lock: How long no copy can be deleted; by default for a day, until somebody lifts the lock.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: An account is none, or the lock is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import BackupCopy, CopyVault

        stack = cdk.Stack(cdk.App(), "Elsewhere", env=cdk.Environment(region="eu-central-1"))
        vault = CopyVault(stack, "Copies", from_accounts=["111122223333"])
        BackupCopy(vault_arn=vault.vault_arn, keep_days=90)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        from_accounts: Sequence[str] = (),
        lock: VaultLock | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        for account in from_accounts:
            check.matches("an account of from_accounts", account, r"\d{12}", "the 12 digits of an account")
        profile = profile or StageProfile.of(scope)
        lock = lock or VaultLock.governance()
        lock.check(check, profile)
        super().__init__(scope, id)
        self._vault = make_vault(
            self,
            "Resource",
            encryption_key=encryption_key or EncryptionKey.of(scope),
            lock=lock,
            profile=profile,
            access_policy=_copies_from(from_accounts, stack_facts(self).partition) if from_accounts else None,
        )

    @property
    def vault(self) -> backup.BackupVault:
        """The vault."""
        return self._vault

    @property
    def vault_arn(self) -> str:
        """The vault's ARN, for `BackupCopy`."""
        return self._vault.backup_vault_arn


def _copies_from(accounts: Sequence[str], partition: str) -> iam.PolicyDocument:
    statement = {
        "Sid": "CopiesFromOtherAccounts",
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:{partition}:iam::{account}:root" for account in accounts]},
        "Action": "backup:CopyIntoBackupVault",
        # In a policy of the vault itself, this is the vault.
        "Resource": "*",
    }
    return make(iam.PolicyDocument.from_json, {"Version": "2012-10-17", "Statement": [statement]})
