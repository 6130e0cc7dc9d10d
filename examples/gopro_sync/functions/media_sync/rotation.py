"""The rotation of a provider's credentials, in the four steps of Secrets Manager.

A refresh token dies when it is used, so there is one newest token, and whoever has it must keep it before
anything else happens. What follows from that:

- createSecret uses the current refresh token up, and stores what it gets at once, as AWSPENDING. Tried again,
  it finds that version and does nothing.
- The pending version names the version that it was renewed from. It becomes the current one only in exchange
  for that very version, by the compare-and-swap that UpdateSecretVersionStage is: what a nightly run has
  written meanwhile is newer, and stays.
- A nightly run whose refresh token is refused waits for the rotation, and takes over its pending tokens if it
  does not end (Session in credentials.py).

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from .credentials import Credentials, CredentialStore, Session
from .errors import AuthenticationFailed, CredentialsLost, RotationRefused
from .providers import CloudProvider
from .retry import Patience

log = logging.getLogger(__name__)

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"


class Outcome(StrEnum):
    """What the last step found."""

    ROTATED = "rotated"
    SUPERSEDED = "superseded"
    """A nightly run has renewed the credentials meanwhile; its own are the newest, and work."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """Credentials, and the id of the version whose refresh token was used up for them."""

    credentials: Credentials
    renewed_from: str


class Versions(CredentialStore, Protocol):
    """The secret with its versions."""

    def stages(self) -> Mapping[str, list[str]]:
        """The labels of each version.

        Raises:
            RotationRefused: Rotation is not enabled.
        """
        ...

    def current(self) -> tuple[str, Credentials]:
        """The current version and its id."""
        ...

    def renewed(self, version: str) -> Renewed | None:
        """What `add_pending` has put into a version; None if it is empty, or somebody else's."""
        ...

    def add_pending(self, version: str, renewed: Renewed) -> None:
        """Fills a version that is pending."""
        ...

    def promote(self, version: str, instead_of: str) -> None:
        """Makes a version the current one, if `instead_of` still is.

        Raises:
            RotationRefused: It no longer is.
        """
        ...

    def withdraw(self, version: str) -> None:
        """Makes a version no longer pending."""
        ...


class Rotation:
    """One provider's rotation; `connect` gives the provider where the credentials say that it is."""

    def __init__(
        self, versions: Versions, connect: Callable[[Credentials], CloudProvider], patience: Patience
    ) -> None:
        self._versions = versions
        self._connect = connect
        self._patience = patience
        self._steps: dict[str, Callable[[str], Outcome | None]] = {
            "createSecret": self._create,
            # The provider knows the new tokens already: it made them.
            "setSecret": lambda _: None,
            "testSecret": self._test,
            "finishSecret": self._finish,
        }

    def perform(self, step: str, version: str) -> Outcome | None:
        """Performs a step for the version that the request's token names; any step may come twice.

        Raises:
            RotationRefused: There is no such step, rotation is off, or the version is not pending.
            AuthenticationFailed: The provider refuses the credentials, those at hand or the new ones.
            CredentialsLost: The new tokens could not be kept.
        """
        if step not in self._steps:
            raise RotationRefused(f"there is no step {step!r}; there are: {', '.join(self._steps)}")
        labels = self._versions.stages().get(version, [])
        if CURRENT in labels:
            # Done before. What is still pending would keep the next rotation from starting.
            if PENDING in labels:
                self._versions.withdraw(version)
            return Outcome.ROTATED if step == "finishSecret" else None
        if PENDING not in labels:
            raise RotationRefused(f"the version {version} is not pending")
        return self._steps[step](version)

    def _create(self, version: str) -> None:
        used_up: tuple[str, AuthenticationFailed] | None = None
        attempt = 0
        while self._versions.renewed(version) is None:
            base, credentials = self._versions.current()
            if used_up and base == used_up[0]:
                # A nightly run is about to write its own; a dead token is not shown to the provider twice.
                self._patience.wait(attempt, used_up[1])
                attempt += 1
                continue
            try:
                fresh = self._connect(credentials).authenticate(credentials)
            except AuthenticationFailed as error:
                used_up = base, error
            else:
                self._keep(version, Renewed(fresh, base))

    def _keep(self, version: str, renewed: Renewed) -> None:
        """Stores the only copy: as pending, or as the current one, whose refresh token is used up anyway.

        The version is taken if another invocation for it was faster, and then it is a run's tokens, or the
        owner's, that this one has used up.
        """
        try:
            self._versions.add_pending(version, renewed)
        except Exception:
            log.warning("the new tokens cannot be kept as pending", exc_info=True)
            try:
                self._versions.write(renewed.credentials)
            except Exception as error:
                raise CredentialsLost(
                    "Secrets Manager does not keep the new tokens: authorise again"
                ) from error

    def _test(self, version: str) -> None:
        renewed = self._versions.renewed(version)
        if renewed is None:
            # With a new schedule Secrets Manager tries this step alone, on a version that it makes itself.
            log.info("nothing to test: the version was not made by createSecret")
        elif renewed.renewed_from == self._versions.current()[0]:
            _read_library(self._connect(renewed.credentials), renewed.credentials.access_token)

    def _finish(self, version: str) -> Outcome:
        renewed = self._versions.renewed(version)
        if renewed is None:
            raise RotationRefused(f"the version {version} was not made by createSecret")
        current, credentials = self._versions.current()
        if current == renewed.renewed_from:
            self._versions.promote(version, instead_of=current)
            self._versions.withdraw(version)
            return Outcome.ROTATED
        provider = self._connect(credentials)
        session = Session(self._versions, provider.authenticate, self._patience)
        session.call(lambda token: _read_library(provider, token))
        self._versions.withdraw(version)
        return Outcome.SUPERSEDED


def _read_library(provider: CloudProvider, token: str) -> None:
    """Asks for one medium."""
    next(iter(provider.list_media(token)), None)
