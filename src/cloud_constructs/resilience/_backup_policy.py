"""BackupPolicy: what is backed up, how often, for how long, where to, and whether it can be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_backup as backup

from cloud_constructs.core import Check, StageProfile, resource_of
from cloud_constructs.observability import AlarmSet
from cloud_constructs.resilience._restore_test import RestoreTest, RestoreTesting
from cloud_constructs.security import EncryptionKey
from cloud_constructs.storage import FOR_BACKUP, BackupRule, Backups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from cloud_constructs.core import AlarmTarget
    from cloud_constructs.messaging import AlertTopic
    from cloud_constructs.storage import VaultLock

FOR_BACKUP_OF_BUCKETS = "AWSBackupServiceRolePolicyForS3Backup"


class BackupPolicy(Backups):
    """Backups of several resources, by AWS Backup.

    It promises that backups are encrypted with a customer-managed key, that nobody deletes one before its
    time, that each goes when its time is over, and that somebody hears of one that was not made.

    Args:
        alerts: Where failures are told of, and how each restore test ended.
        rules: When backups are made and how long they are kept; by default every night, as long as the
            stage says.
        resources: The ARNs of what is backed up; `SecureTable(backup=policy)` adds itself.
        tags: Tags of which a resource has to carry one to be backed up.
        restore_test: What is restored for a test, and when; by default nothing.
        lock: How long no backup can be deleted; by default for a day, until somebody lifts the lock.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, or the vault's lock refuses the backups of a rule.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_dynamodb as dynamodb
        from cloud_constructs import AlertTopic, BackupPolicy, BackupRule, RestoreTest, SecureTable

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        policy = BackupPolicy(
            stack,
            "Backups",
            alerts=AlertTopic(stack, "Alerts"),
            rules=[BackupRule.daily(keep_days=35), BackupRule.monthly(keep_days=365)],
            restore_test=RestoreTest(resource_types=["DynamoDB"]),
        )
        key = dynamodb.Attribute(name="order_id", type=dynamodb.AttributeType.STRING)
        SecureTable(stack, "Orders", partition_key=key, backup=policy)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        rules: Sequence[BackupRule] | None = None,
        resources: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        restore_test: RestoreTest | None = None,
        lock: VaultLock | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        if restore_test is not None:
            restore_test.check(Check(scope, id))
        profile = profile or StageProfile.of(scope)
        super().__init__(
            scope,
            id,
            rules=[BackupRule.daily(keep_days=profile.backup_days)] if rules is None else rules,
            encryption_key=encryption_key or EncryptionKey.of(scope),
            profile=profile,
            lock=lock,
            maintained_policies=(FOR_BACKUP, FOR_BACKUP_OF_BUCKETS),
        )
        if resources:
            self.protect("Resources", *(backup.BackupResource.from_arn(arn) for arn in resources))
        if tags:
            tagged = (backup.BackupResource.from_tag(key, value) for key, value in tags.items())
            self.protect("Tagged", *tagged)
        self._restore_testing = self._try_restores(restore_test, alerts) if restore_test else None
        self._alarms = AlarmSet(self, "Alarms", notify=alerts)
        self._alarms.watch(self.vault, name=id)

    def _try_restores(self, test: RestoreTest, alerts: AlertTopic) -> RestoreTesting:
        """Tell of restores on the vault itself: the L2 would let AWS Backup publish for any account."""
        alerts.allow_publish("backup.amazonaws.com")
        vault = resource_of(self.vault, backup.CfnBackupVault)
        vault.notifications = backup.CfnBackupVault.NotificationObjectTypeProperty(
            backup_vault_events=["RESTORE_JOB_COMPLETED"], sns_topic_arn=alerts.topic_arn
        )
        return RestoreTesting(self, "RestoreTesting", test=test, vault=self.vault)

    @property
    def restore_testing(self) -> RestoreTesting | None:
        """What tries restores; `None` without a test."""
        return self._restore_testing

    @property
    def alarms(self) -> AlarmSet:
        """The alarms of the vault."""
        return self._alarms

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return nothing: the vault has its alarms, whose receiver is `alerts`."""
        del name
        return []
