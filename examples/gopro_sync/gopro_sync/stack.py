"""The stack: a media library is copied into the owner's own bucket every night.

schedule -> state machine -> authenticator, lister, downloader -> bucket and tracker
                 |                                                     |
                 +-- alerts <------------------------------ alarms ----+
"""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    Dashboard,
    EncryptionKey,
    Index,
    Lifecycle,
    LogQueries,
    SecureBucket,
    SecureTable,
)

from .alarms import watch
from .config import Config
from .monitoring import QUERIES, graphs
from .network import network
from .provider_sync import ProviderSync, Shared

PROVIDER = "gopro"


class GoProSync(cdk.Stack):
    """Everything that the sync needs.

    Args:
        config: The settings; by default those of the stage that the context names.
    """

    def __init__(self, scope: Construct, id: str, *, config: Config | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **kwargs)
        self.config = config or Config.of(scope)
        self.config.profile.apply(self)
        self.key = EncryptionKey(self, "Key", alias="gopro-sync")
        self.tracker = self._tracker()
        self.media = self._media_bucket()
        self.alerts = AlertTopic(
            self,
            "Alerts",
            emails=self.config.operators,
            topic_name="gopro-sync-alerts",
            encryption_key=self.key,
        )
        self.network = network(self, self.key) if self.config.vpc else None
        shared = Shared(
            config=self.config,
            key=self.key,
            tracker=self.tracker,
            media=self.media,
            alerts=self.alerts,
            network=self.network,
        )
        self.sync = ProviderSync(self, provider=PROVIDER, shared=shared)
        self.alarms = watch(self, notify=self.alerts, providers=self.config.providers)
        Dashboard(self, "Dashboard", alarms=self.alarms, graphs=graphs(self.sync.pipeline, PROVIDER))
        LogQueries(self, "Questions", log_groups=[self.sync.steps.transfer], queries=QUERIES)
        self._outputs()

    def _tracker(self) -> SecureTable:
        return SecureTable(
            self,
            "Tracker",
            table_name="gopro-sync-tracker",
            partition_key=_text("provider"),
            sort_key=_text("media_id"),
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

    def _outputs(self) -> None:
        failures = self.sync.steps.transfer.failures
        outputs = {
            "StateMachineArn": self.sync.pipeline.state_machine.state_machine_arn,
            "MediaBucketName": self.media.bucket_name,
            "TrackerTableName": self.tracker.table_name,
            "CredentialsSecretArn": self.sync.credentials.secret_arn,
            "AlertsTopicArn": self.alerts.topic_arn,
            "ScheduleName": self.sync.pipeline.schedule.resource.ref,
            "ScheduleGroupName": self.sync.pipeline.schedule.group.ref,
            "DownloaderFunctionName": self.sync.steps.transfer.function_name,
            "DownloaderFailuresUrl": failures.queue.queue_url if failures else "",
        }
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
