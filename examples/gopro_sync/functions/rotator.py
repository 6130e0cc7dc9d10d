"""RotateCredentials: what Secrets Manager calls, step by step, to renew the provider's credentials."""

import logging
import os
from collections.abc import Mapping
from typing import Any, cast

from media_sync import telemetry
from media_sync.aws import secrets_manager
from media_sync.credentials import Credentials
from media_sync.errors import CredentialsLost
from media_sync.providers import CloudProvider, ProviderFactory
from media_sync.rotation import Outcome, Rotation
from media_sync.runtime import Invocation, LambdaContext, invocation
from media_sync.secret_versions import SecretVersions

log = logging.getLogger("media_sync.rotator")

SUCCESSES = {
    Outcome.ROTATED: "The new credentials were tested and are the current ones.",
    Outcome.SUPERSEDED: "A nightly run has renewed them meanwhile; its credentials were tested and stay.",
}
TRIED_AGAIN = "The current credentials are as they were. Secrets Manager tries again."
LOST = "Authorise again: python authorize.py --provider {}"


def handler(event: Mapping[str, object], context: LambdaContext) -> None:
    """Performs one step, and says how a rotation ended."""
    step, version = str(event.get("Step")), str(event.get("ClientRequestToken"))
    # The version's id is what all steps of a rotation have in common.
    run = {"provider": os.environ["PROVIDER"], "correlation_id": version}
    with invocation("rotator", run, context) as call:

        def connect(credentials: Credentials) -> CloudProvider:
            return ProviderFactory.create(call.run.provider, credentials.api_url, call.patience)

        versions = SecretVersions(secrets_manager(), call.settings.credentials_secret)
        try:
            outcome = Rotation(versions, connect, call.patience).perform(step, version)
        except Exception as error:
            remedy = LOST.format(call.run.provider) if isinstance(error, CredentialsLost) else TRIED_AGAIN
            said = f"{step} ended with {type(error).__name__}: {error}. {remedy}"
            _report(call, "RotationFailed", "rotation of the credentials failed", said)
            raise
        log.info("step done", extra={"step": step, "outcome": outcome})
        if outcome:
            _report(call, "RotationSucceeded", "credentials rotated", SUCCESSES[outcome])


def _report(call: Invocation, metric: str, subject: str, message: str) -> None:
    provider = call.run.provider
    telemetry.emit(call.settings.metrics_namespace, provider, {metric: (1, "Count")})
    try:
        # Imported here: three of four steps have nothing to tell.
        import boto3

        cast("Any", boto3).client("sns").publish(
            TopicArn=os.environ["ALERTS_TOPIC"],
            Subject=f"{provider}: {subject}",
            Message=f"{message}\nVersion: {call.run.correlation_id}",
        )
    except Exception:
        # What has happened to the credentials must not look different because nobody could be told.
        log.exception("the operator could not be told")
