"""The stack: media libraries are copied into their owner's own bucket every night.

for each provider:
schedule -> state machine -> authenticator, lister, downloader -> bucket and tracker
                 |                                                     |
                 +-- alerts <------------------------------ alarms ----+
"""

from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    ChaosExperiments,
    Dashboard,
    EncryptionKey,
    Index,
    Lifecycle,
    LogQueries,
    RotatingSecret,
    SecureBucket,
    SecureTable,
)

from .alarms import watch
from .chaos import chaos
from .config import Config
from .monitoring import QUERIES, graphs
from .network import network
from .provider_sync import ProviderSync, Shared

FIRST_PROVIDER = "gopro"
"""Its parts stand in the stack itself, as before there were others: their logical ids must not change."""


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
        self.syncs = {
            provider: ProviderSync(self._scope_of(provider), provider=provider, shared=shared)
            for provider in self.config.providers
        }
        self.media.deny_writes_except(*(role for sync in self.syncs.values() for role in sync.writers))
        if first := self.syncs.get(FIRST_PROVIDER):
            _keep_logical_id(first.credentials, "CredentialsF8F243AA")
        self.alarms = watch(
            self, notify=self.alerts, providers=self.config.providers, runbook=self.config.runbook
        )
        self.chaos = self._chaos() if self.config.chaos else None
        pipelines = {provider: sync.pipeline for provider, sync in self.syncs.items()}
        Dashboard(self, "Dashboard", alarms=self.alarms, graphs=graphs(pipelines))
        downloaders = [sync.steps.transfer for sync in self.syncs.values()]
        LogQueries(self, "Questions", log_groups=downloaders, queries=QUERIES)
        self._outputs()

    def _chaos(self) -> ChaosExperiments:
        return chaos(
            self,
            steps=[sync.steps for sync in self.syncs.values()],
            network=self.network,
            alarms=self.alarms,
            encryption_key=self.key,
        )

    def _scope_of(self, provider: str) -> Construct:
        return self if provider == FIRST_PROVIDER else Construct(self, in_pascal_case(provider))

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
                *(
                    Lifecycle.archive(instant_days=7, deep_days=14, prefix=f"{provider}/")
                    for provider in self.config.providers
                ),
                Lifecycle.expiry(30, prefix="manifests/"),
            ],
            encryption_key=self.key,
        )

    def _outputs(self) -> None:
        outputs = {
            "MediaBucketName": self.media.bucket_name,
            "TrackerTableName": self.tracker.table_name,
            "AlertsTopicArn": self.alerts.topic_arn,
        }
        for provider, sync in self.syncs.items():
            prefix = "" if provider == FIRST_PROVIDER else in_pascal_case(provider)
            outputs |= {f"{prefix}{name}": value for name, value in sync.outputs().items()}
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)


def in_pascal_case(provider: str) -> str:
    """Return a provider's name as it stands in the names of constructs and outputs."""
    return provider.title().replace("-", "")


def _keep_logical_id(secret: RotatingSecret, logical_id: str) -> None:
    """Call a secret what it was called before it rotated: another id would make another, without tokens."""
    cast("cdk.CfnResource", secret.secret.node.default_child).override_logical_id(logical_id)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
