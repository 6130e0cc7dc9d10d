"""The sync of one provider: its credentials with their rotation, its three functions and its pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    EncryptionKey,
    EnhancedLambda,
    RotatingSecret,
    SecureBucket,
    SecureTable,
    SecureVpc,
    StateNames,
    SyncPipeline,
    SyncSteps,
)

from .config import Config
from .monitoring import NAMESPACE

ROTATION = scheduler.ScheduleExpression.cron(minute="0", hour="4", day="1")
FUNCTIONS = Path(__file__).parents[1] / "functions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all providers share."""

    config: Config
    key: EncryptionKey
    tracker: SecureTable
    media: SecureBucket
    alerts: AlertTopic
    network: SecureVpc | None


class ProviderSync:
    """Copies one provider's library every night.

    Its parts stand in the scope that is given. It reaches its own rows of the tracker, its own objects and
    its own credentials, and those of no other provider.
    """

    def __init__(self, scope: Construct, *, provider: str, shared: Shared) -> None:
        self._scope = scope
        self._provider = provider
        self._shared = shared
        self.credentials = self._credentials()
        self.steps = self._steps()
        shared.media.deny_writes_except(self.steps.transfer.role, prefix=f"{provider}/")
        self.pipeline = self._pipeline()

    @property
    def writers(self) -> list[iam.Role]:
        """Who puts objects into the bucket: media, manifests, and the results of a distributed run."""
        functions = [self.steps.transfer.role, self.steps.list_items.role]
        if self._shared.config.spread.distribution is None:
            return functions
        return [*functions, cast("iam.Role", self.pipeline.state_machine.role)]

    def outputs(self) -> dict[str, str]:
        """Return what an operator has to know of this provider's sync, by name."""
        failures = self.steps.transfer.failures
        return {
            "StateMachineArn": self.pipeline.state_machine.state_machine_arn,
            "CredentialsSecretArn": self.credentials.secret_arn,
            "ScheduleName": self.pipeline.schedule.resource.ref,
            "ScheduleGroupName": self.pipeline.schedule.group.ref,
            "DownloaderFunctionName": self.steps.transfer.function_name,
            "DownloaderFailuresUrl": failures.queue.queue_url if failures else "",
        }

    def _credentials(self) -> RotatingSecret:
        environment = {"PROVIDER": self._provider, "ALERTS_TOPIC": self._shared.alerts.topic_arn}
        rotator = self._function("Rotator", "rotator.handler", 256, 120, environment)
        self._shared.alerts.grant_publish(rotator)
        secret = RotatingSecret(
            self._scope,
            "Credentials",
            rotate_with=rotator,
            # Once a month, by the calendar: each run that renews its token would put off a number of days.
            rotate_every=ROTATION,
            # Anything: its owner's first authorisation takes its place.
            generate=secretsmanager.SecretStringGenerator(),
            secret_name=f"{self._provider}/credentials",
            description="OAuth tokens of the media library, written by its owner and renewed by every run",
            encryption_key=self._shared.key,
        )
        rotator.function.add_environment("CREDENTIALS_SECRET", secret.secret_arn)
        return secret

    def _steps(self) -> SyncSteps:
        environment = {
            "TRACKER_TABLE": self._shared.tracker.table_name,
            "MEDIA_BUCKET": self._shared.media.bucket_name,
            "CREDENTIALS_SECRET": self.credentials.secret_arn,
            "PART_SIZE_BYTES": str(self._shared.config.part_size_bytes),
            "SYNC_MODE": self._shared.config.mode,
        }
        steps = SyncSteps(
            authenticate=self._function("Authenticator", "authenticator.handler", 256, 30, environment),
            list_items=self._function("Lister", "lister.handler", 512, 300, environment),
            transfer=self._function("Downloader", "downloader.handler", 1024, 900, environment),
        )
        for function in (steps.authenticate, steps.list_items, steps.transfer):
            self.credentials.grant_read(function)
        # A token can run out in the middle of a run: then the step that notices renews it.
        for function in (steps.authenticate, steps.transfer):
            self.credentials.grant_write(function)
        return steps

    def _function(
        self, id: str, handler: str, memory: int, seconds: int, environment: Mapping[str, str]
    ) -> EnhancedLambda:
        return EnhancedLambda(
            self._scope,
            id,
            entry=FUNCTIONS,
            handler=handler,
            memory=memory,
            timeout=cdk.Duration.seconds(seconds),
            environment={**environment, "METRICS_NAMESPACE": NAMESPACE},
            vpc=self._shared.network,
            encryption_key=self._shared.key,
        )

    def _pipeline(self) -> SyncPipeline:
        return SyncPipeline(
            self._scope,
            "Sync",
            provider=self._provider,
            steps=self.steps,
            tracker=self._shared.tracker,
            destination=self._shared.media,
            prefix=f"{self._provider}/",
            alerts=self._shared.alerts,
            schedule=self._shared.config.schedule(self._provider),
            mode=self._shared.config.spread,
            concurrency=self._shared.config.concurrency,
            state_names=StateNames(
                authenticate="AuthenticateProvider",
                list_items="ListMedia",
                check_new="CheckNewVideos",
                transfer="DownloadVideos",
            ),
            encryption_key=self._shared.key,
        )
