"""The provider's credentials: kept in one secret, renewed when they run out, shared by all workers."""

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar, cast

from .aws import AwsError, JsonService
from .errors import AuthenticationFailed, InvalidEvent
from .model import iso, parse_time
from .retry import Patience

T = TypeVar("T")

log = logging.getLogger(__name__)

_TEXTS = ("client_id", "client_secret", "refresh_token", "access_token", "user_id", "expires_at")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secret's content. Its repr shows no token."""

    fields: Mapping[str, object] = field(repr=False)
    expires_at: datetime

    @classmethod
    def parse(cls, text: str) -> "Credentials":
        """Reads the secret.

        Raises:
            InvalidEvent: It is not what the bootstrap command writes. Its content stays out of the message.
        """
        try:
            raw: object = json.loads(text)
        except ValueError:
            raise InvalidEvent("the credentials secret is not JSON: run the OAuth bootstrap first") from None
        fields = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
        missing = [name for name in _TEXTS if not isinstance(fields.get(name), str)]
        if missing:
            raise InvalidEvent(
                f"the credentials secret lacks {', '.join(missing)}: run the OAuth bootstrap first"
            )
        return cls(fields=fields, expires_at=parse_time(str(fields["expires_at"]), "the secret's expires_at"))

    def text(self, name: str) -> str:
        """One of the secret's texts."""
        return str(self.fields[name])

    @property
    def access_token(self) -> str:
        """The bearer token."""
        return self.text("access_token")

    @property
    def api_url(self) -> str | None:
        """Where the provider's API is, if not where it usually is."""
        url = self.fields.get("api_url")
        return url if isinstance(url, str) else None

    def renewed(
        self, *, access_token: str, refresh_token: str | None, lifetime: float, now: datetime
    ) -> "Credentials":
        """The same secret with new tokens; what we know nothing about is kept."""
        expires_at = now + timedelta(seconds=lifetime)
        fields = {
            **self.fields,
            "access_token": access_token,
            "refresh_token": refresh_token or self.fields["refresh_token"],
            "expires_at": iso(expires_at),
            "updated_at": iso(now),
        }
        return Credentials(fields=fields, expires_at=expires_at)


class CredentialStore(Protocol):
    """Where the credentials live."""

    def read(self) -> Credentials:
        """The current credentials."""
        ...

    def write(self, credentials: Credentials) -> None:
        """Makes `credentials` the current ones."""
        ...

    def pending(self) -> Credentials | None:
        """Those that a rotation has got and not yet made the current ones."""
        ...


class SecretStore:
    """The credentials in Secrets Manager."""

    def __init__(self, secrets_manager: JsonService, secret_id: str) -> None:
        self._secrets_manager = secrets_manager
        self._secret_id = secret_id

    def read(self) -> Credentials:
        """Reads the secret's current version."""
        return self._read()[1]

    def pending(self) -> Credentials | None:
        """Reads what a rotation has put into the secret's pending version, if there is one."""
        return self._find(VersionStage="AWSPENDING")

    def write(self, credentials: Credentials) -> None:
        """Writes a new version of the secret."""
        self._secrets_manager.call(
            "PutSecretValue",
            SecretId=self._secret_id,
            SecretString=json.dumps(dict(credentials.fields)),
            # Names the new version, so that trying again does not make another.
            ClientRequestToken=os.urandom(16).hex(),
        )

    def _find(self, **version: str) -> Credentials | None:
        """The credentials in one version; None if there is no such version, or something else in it."""
        try:
            return self._read(**version)[1]
        except InvalidEvent:
            return None
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise

    def _read(self, **version: str) -> tuple[str, Credentials]:
        answer = self._secrets_manager.call("GetSecretValue", SecretId=self._secret_id, **version)
        return str(answer.get("VersionId")), Credentials.parse(str(answer.get("SecretString", "")))


class Session:
    """Runs calls with a token that works, renewing it when the provider refuses it in the middle of a run.

    Without `authenticate` it only reads: refresh tokens rotate, so whoever may not write the secret must not
    use one up.
    """

    def __init__(
        self,
        store: CredentialStore,
        authenticate: Callable[[Credentials], Credentials] | None,
        patience: Patience,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._authenticate = authenticate
        self._patience = patience
        self._now = now
        self._current = store.read()

    def call(self, operation: Callable[[str], T]) -> T:
        """Calls `operation` with a token: the one at hand, the secret's present one, then a fresh one."""
        used = self._current.access_token
        try:
            return operation(used)
        except AuthenticationFailed:
            self._current = self._store.read()
        if self._current.access_token != used:
            try:
                return operation(self._current.access_token)
            except AuthenticationFailed:
                log.warning("the provider refuses the secret's present token")
        self.refresh()
        return operation(self._current.access_token)

    def refresh(self) -> None:
        """Gets new tokens and keeps them in the secret.

        Refresh tokens rotate, so of several workers that refresh at once all but one are refused: whoever is
        refused waits a little for the new tokens that another may be about to put into the secret, and takes
        over from a rotation that has stopped half-way (rotation.py).
        """
        old = self._current
        if self._authenticate is None:
            self._current = self._pending_or_nothing()
            return
        try:
            self._current = self._authenticate(old)
        except AuthenticationFailed as error:
            self._current = self._await_change(old, error)
        else:
            self._store.write(self._current)

    def ensure_lifetime(self, minimum: timedelta) -> bool:
        """Refreshes the token if it lives shorter than `minimum`; says whether it did."""
        if self._current.expires_at - self._now() >= minimum:
            return False
        self.refresh()
        return True

    @property
    def expires_at(self) -> datetime:
        """When the token at hand runs out."""
        return self._current.expires_at

    def _await_change(self, old: Credentials, error: AuthenticationFailed) -> Credentials:
        attempt = 0
        while (current := self._store.read()).access_token == old.access_token:
            try:
                self._patience.wait(attempt, error)
            except AuthenticationFailed:
                pending = self._store.pending()
                if pending is None or self._authenticate is None:
                    raise
                log.warning("going on with the tokens of a rotation that has not ended")
                current = self._authenticate(pending)
                self._store.write(current)
                return current
            attempt += 1
        return current

    def _pending_or_nothing(self) -> Credentials:
        """What whoever may not renew can still try: a rotation's tokens, as they are."""
        pending = self._store.pending()
        if pending is None:
            raise AuthenticationFailed("the provider refuses the token, and this function may not renew it")
        return pending
