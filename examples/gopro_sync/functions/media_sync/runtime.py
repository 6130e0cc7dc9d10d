"""The edge between Lambda and the pure logic: input, settings, clients, logs, traces and error names."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from . import telemetry
from .aws import AwsError, secrets_manager
from .credentials import SecretStore, Session
from .errors import AuthenticationFailed, StorageUnavailable, SyncError
from .model import Run
from .providers import CloudProvider, ProviderFactory
from .retry import Patience
from .settings import Settings
from .tracing import subsegment

log = logging.getLogger(__name__)


class LambdaContext(Protocol):
    """What is used of the object that Lambda hands to a handler."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        ...


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a handler works with."""

    run: Run
    settings: Settings
    patience: Patience

    def connect(self, *, renew: bool = True) -> tuple[CloudProvider, Session]:
        """The provider, and a session with the stored credentials, which it may renew or only read."""
        store = SecretStore(secrets_manager(), self.settings.credentials_secret)
        provider = ProviderFactory.create(self.run.provider, store.read().api_url, self.patience)
        return provider, Session(store, provider.authenticate if renew else None, self.patience)


@contextmanager
def invocation(function: str, event: object, context: LambdaContext) -> Generator[Invocation]:
    """Runs a handler's body: its errors leave with the names that the state machine knows.

    Raises:
        SyncError: Whatever went wrong.
    """
    settings = Settings.read()
    run = Run.parse(event)
    telemetry.start(
        settings.log_level, function=function, provider=run.provider, correlation_id=run.correlation_id
    )
    try:
        with subsegment(function, provider=run.provider, correlation_id=run.correlation_id):
            patience = Patience(context.get_remaining_time_in_millis, cap=settings.backoff_cap)
            yield Invocation(run, settings, patience)
    except AwsError as error:
        log.error("an AWS service refused", extra={"error": str(error)})
        raise StorageUnavailable(str(error)) from error
    except SyncError as error:
        log.error("failed", extra={"error_type": type(error).__name__, "error": str(error)})
        if isinstance(error, AuthenticationFailed):
            telemetry.emit(settings.metrics_namespace, run.provider, {"AuthenticationFailures": (1, "Count")})
        raise
