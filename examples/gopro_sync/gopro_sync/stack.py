"""The stack: a media library is copied into the owner's own bucket every night.

schedule -> state machine -> authenticator, lister, downloader -> bucket and tracker
                 |                                                     |
                 +-- alerts <------------------------------ alarms ----+
"""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    Dashboard,
    EncryptionKey,
    EnhancedLambda,
    Index,
    Lifecycle,
    LogQueries,
    SecureBucket,
    SecureTable,
    StageProfile,
    StateNames,
    SyncPipeline,
    SyncSteps,
    acknowledge,
)

from .monitoring import NAMESPACE, QUERIES, graphs

PROVIDER = "gopro"
FUNCTIONS = Path(__file__).parents[1] / "functions"
OPERATORS = ["operators@example.com"]


class GoProSync(cdk.Stack):
    """Everything that the sync needs."""

    def __init__(self, scope: Construct, id: str, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **kwargs)
        self.key = EncryptionKey(self, "Key", alias="gopro-sync")
        self.tracker = self._tracker()
        self.media = self._media_bucket()
        self.credentials = self._credentials()
        self.alerts = AlertTopic(
            self, "Alerts", emails=OPERATORS, topic_name="gopro-sync-alerts", encryption_key=self.key
        )
        self.steps = self._steps()
        self.media.deny_writes_except(self.steps.transfer.role, self.steps.list_items.role)
        self.media.deny_writes_except(self.steps.transfer.role, prefix=f"{PROVIDER}/")
        self.pipeline = self._pipeline()
        self.alarms = AlarmSet(self, "Alarms", notify=self.alerts)
        self.alarms.watch_all(self)
        Dashboard(self, "Dashboard", alarms=self.alarms, graphs=graphs(self.pipeline, PROVIDER))
        LogQueries(self, "Questions", log_groups=[self.steps.transfer], queries=QUERIES)
        self._outputs()

    def _tracker(self) -> SecureTable:
        return SecureTable(
            self,
            "Tracker",
            table_name="gopro-sync-tracker",
            partition_key=_text("media_id"),
            indexes=[
                Index(
                    name="status-sync_timestamp-index",
                    partition_key=_text("status"),
                    sort_key=_text("sync_timestamp"),
                )
            ],
            encryption_key=self.key,
        )

    def _media_bucket(self) -> SecureBucket:
        # Videos are watched in their first days and kept for ever: each step costs less to hold.
        return SecureBucket(
            self,
            "Media",
            lifecycle=[
                Lifecycle.archive(instant_days=7, deep_days=14, prefix=f"{PROVIDER}/"),
                Lifecycle.expiry(30, prefix="manifests/"),
            ],
            encryption_key=self.key,
        )

    def _credentials(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Credentials",
            secret_name="gopro/credentials",  # noqa: S106 - the secret's name, not a secret
            description="OAuth tokens of the media library, written by its owner and renewed by every run",
            encryption_key=self.key.key,
            removal_policy=StageProfile.of(self).removal_policy,
        )
        acknowledge(
            secret,
            "SecretsManagerRotationEnabled",
            "The provider rotates these tokens: each run's authenticator writes what the refresh returns",
        )
        return secret

    def _steps(self) -> SyncSteps:
        steps = SyncSteps(
            authenticate=self._function("Authenticator", "authenticator.handler", 256, 30),
            list_items=self._function("Lister", "lister.handler", 512, 300),
            transfer=self._function("Downloader", "downloader.handler", 1024, 900),
        )
        for function in (steps.authenticate, steps.list_items, steps.transfer):
            self.credentials.grant_read(function)
        # A token can run out in the middle of a run: then the step that notices renews it.
        for function in (steps.authenticate, steps.transfer):
            self.credentials.grant_write(function)
        return steps

    def _function(self, id: str, handler: str, memory: int, seconds: int) -> EnhancedLambda:
        return EnhancedLambda(
            self,
            id,
            entry=FUNCTIONS,
            handler=handler,
            memory=memory,
            timeout=cdk.Duration.seconds(seconds),
            environment={
                "TRACKER_TABLE": self.tracker.table_name,
                "MEDIA_BUCKET": self.media.bucket_name,
                "CREDENTIALS_SECRET": self.credentials.secret_arn,
                "METRICS_NAMESPACE": NAMESPACE,
            },
            encryption_key=self.key,
        )

    def _pipeline(self) -> SyncPipeline:
        return SyncPipeline(
            self,
            "Sync",
            provider=PROVIDER,
            steps=self.steps,
            tracker=self.tracker,
            destination=self.media,
            alerts=self.alerts,
            schedule=scheduler.ScheduleExpression.cron(
                minute="0", hour="2", time_zone=cdk.TimeZone.EUROPE_PARIS
            ),
            state_names=StateNames(
                authenticate="AuthenticateProvider",
                list_items="ListMedia",
                check_new="CheckNewVideos",
                transfer="DownloadVideos",
            ),
            encryption_key=self.key,
        )

    def _outputs(self) -> None:
        failures = self.steps.transfer.failures
        outputs = {
            "StateMachineArn": self.pipeline.state_machine.state_machine_arn,
            "MediaBucketName": self.media.bucket_name,
            "TrackerTableName": self.tracker.table_name,
            "CredentialsSecretArn": self.credentials.secret_arn,
            "AlertsTopicArn": self.alerts.topic_arn,
            "ScheduleName": self.pipeline.schedule.resource.ref,
            "ScheduleGroupName": self.pipeline.schedule.group.ref,
            "DownloaderFunctionName": self.steps.transfer.function_name,
            "DownloaderFailuresUrl": failures.queue.queue_url if failures else "",
        }
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
