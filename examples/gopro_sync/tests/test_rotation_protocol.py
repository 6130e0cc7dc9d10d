"""No interleaving of nightly runs, rotations and their sudden deaths loses a token that was ever kept.

The workers are the real ones. Before each request to the secret or to the provider they stop, and Hypothesis
chooses who goes on, and who dies.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from media_sync.credentials import Credentials, Session
from media_sync.errors import AuthenticationFailed, RotationRefused, SyncError
from media_sync.retry import Patience
from media_sync.rotation import CURRENT, PENDING, Outcome, Renewed, Rotation

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Death(BaseException):
    """What a worker dies of: no handler of ours may catch it."""


class Worker:
    """Work that stops before each request until it is told to go on."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._go, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        self._dies = self.ended = False
        self.result: object = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()
        self._stopped.acquire()

    def stop_here(self) -> None:
        self._stopped.release()
        self._go.acquire()
        if self._dies:
            raise Death

    def advance(self, *, dies: bool = False) -> None:
        self._dies = dies
        self._go.release()
        self._stopped.acquire()
        if self.ended:
            self._thread.join()

    def _run(self, work: Callable[[], object]) -> None:
        here.worker = self
        try:
            self.stop_here()
            self.result = work()
        except (SyncError, Death) as error:
            self.result = error
        finally:
            self.ended = True
            self._stopped.release()


here = threading.local()


def stop_here() -> None:
    if worker := getattr(here, "worker", None):
        worker.stop_here()


def patience() -> Patience:
    return Patience(lambda: 900_000, sleep=lambda _: stop_here(), chance=lambda: 0.0)


class Provider:
    """OAuth with refresh tokens that work once, or for ever."""

    def __init__(self, *, rotates: bool) -> None:
        self._rotates = rotates
        self._number = count()
        self.refresh: set[str] = set()
        self.access: set[str] = set()

    def grant(self) -> Credentials:
        return self._tokens(f"refresh-{next(self._number)}")

    def authenticate(self, credentials: Credentials) -> Credentials:
        stop_here()
        used = credentials.text("refresh_token")
        if used not in self.refresh:
            raise AuthenticationFailed("used up")
        if not self._rotates:
            return self._tokens(used)
        self.refresh.remove(used)
        return self._tokens(f"refresh-{next(self._number)}")

    def list_media(self, access_token: str) -> Iterator[None]:
        stop_here()
        if access_token not in self.access:
            raise AuthenticationFailed("401")
        yield None

    def _tokens(self, refresh: str) -> Credentials:
        access = f"access-{next(self._number)}"
        self.refresh.add(refresh)
        self.access.add(access)
        expires_at = NOW + timedelta(days=2)
        return Credentials({"refresh_token": refresh, "access_token": access}, expires_at)


class Secret:
    """Secrets Manager, as its API reference describes it: each request is atomic."""

    def __init__(self, first: Credentials) -> None:
        self.values: dict[str, Credentials | Renewed] = {"v0": first}
        self.labels = {CURRENT: "v0"}
        self._number = count(1)

    def at(self, label: str) -> Credentials | None:
        value = self.values.get(self.labels.get(label, ""))
        return value.credentials if isinstance(value, Renewed) else value

    def put(self, value: Credentials) -> None:
        self.labels[CURRENT] = version = f"v{next(self._number)}"
        self.values[version] = value

    def begin_rotation(self) -> str:
        """Goes on with a rotation that is not complete, as Secrets Manager does."""
        pending = self.labels.get(PENDING)
        if pending is None or pending == self.labels[CURRENT]:
            self.labels[PENDING] = pending = f"v{next(self._number)}"
        return pending

    def read(self) -> Credentials:
        stop_here()
        return self._current()

    def write(self, credentials: Credentials) -> None:
        stop_here()
        self.put(credentials)

    def pending(self) -> Credentials | None:
        stop_here()
        return self.at(PENDING)

    def stages(self) -> dict[str, list[str]]:
        stop_here()
        return {
            version: [label for label, at in self.labels.items() if at == version]
            for version in self.labels.values()
        }

    def current(self) -> tuple[str, Credentials]:
        stop_here()
        return self.labels[CURRENT], self._current()

    def renewed(self, version: str) -> Renewed | None:
        stop_here()
        value = self.values.get(version)
        return value if isinstance(value, Renewed) else None

    def add_pending(self, version: str, renewed: Renewed) -> None:
        stop_here()
        if version in self.values:
            raise RotationRefused("a version never changes")
        self.values[version] = renewed
        self.labels[PENDING] = version

    def promote(self, version: str, instead_of: str) -> None:
        stop_here()
        if self.labels[CURRENT] != instead_of:
            raise RotationRefused("another version is the current one")
        self.labels[CURRENT] = version

    def withdraw(self, version: str) -> None:
        stop_here()
        if self.labels.get(PENDING) == version:
            del self.labels[PENDING]

    def _current(self) -> Credentials:
        current = self.at(CURRENT)
        assert current is not None
        return current


class Protocol(RuleBasedStateMachine):
    """Whatever happens in whatever order."""

    @initialize(rotates=st.booleans())
    def deploy(self, rotates: bool) -> None:
        self.provider = Provider(rotates=rotates)
        self.secret = Secret(self.provider.grant())
        self.workers: list[Worker] = []
        self.deaths = 0

    @rule()
    def a_run_renews_its_token(self) -> None:
        self._start(lambda: self._session().refresh())

    @rule()
    def a_run_works(self) -> None:
        self._start(self._run)

    @rule()
    def a_rotation_begins_or_goes_on(self) -> None:
        version = self.secret.begin_rotation()
        self._start(lambda: self._rotate(version))

    @rule()
    def the_owner_authorises_again(self) -> None:
        self.secret.put(self.provider.grant())

    @rule()
    def access_tokens_expire(self) -> None:
        self.provider.access.clear()

    @precondition(lambda self: self.workers)
    @rule(which=st.integers(0, 9), requests=st.integers(1, 6))
    def somebody_goes_on(self, which: int, requests: int) -> None:
        worker = self.workers[which % len(self.workers)]
        for _ in range(requests):
            if not worker.ended:
                worker.advance()
        self._forget_ended()

    @precondition(lambda self: self.workers)
    @rule(which=st.integers(0, 9))
    def somebody_dies(self, which: int) -> None:
        self.workers[which % len(self.workers)].advance(dies=True)
        self.deaths += 1
        self._forget_ended()

    def teardown(self) -> None:
        if not hasattr(self, "secret"):
            return
        while self.workers:
            for worker in self.workers:
                worker.advance()
            self._forget_ended()
        kept = {
            value.text("refresh_token")
            for value in map(self.secret.at, (CURRENT, PENDING))
            if value is not None
        }
        alive = bool(kept & self.provider.refresh)
        # Only a death between the provider's answer and the secret's loses a token.
        assert alive or self.deaths
        self.provider.access.clear()
        if not alive:
            self._fails_honestly()
            return
        assert self._run() == "worked"
        assert self._rotate(self.secret.begin_rotation()) in Outcome
        assert self.secret.labels.get(PENDING) is None
        self.provider.access.clear()
        assert self._run() == "worked"

    def _fails_honestly(self) -> None:
        try:
            self._run()
        except AuthenticationFailed:
            return
        raise AssertionError("worked with tokens that are dead")

    def _start(self, work: Callable[[], object]) -> None:
        if len(self.workers) < 4:
            self.workers.append(Worker(work))

    def _forget_ended(self) -> None:
        self.workers = [worker for worker in self.workers if not worker.ended]

    def _session(self) -> Session:
        return Session(self.secret, self.provider.authenticate, patience(), now=lambda: NOW)

    def _run(self) -> str:
        self._session().call(lambda token: next(self.provider.list_media(token)))
        return "worked"

    def _rotate(self, version: str) -> Outcome | None:
        rotation = Rotation(self.secret, lambda _: self.provider, patience())
        outcomes = [rotation.perform(step, version) for step in STEPS]
        return outcomes[-1]


TestProtocol = Protocol.TestCase
TestProtocol.settings = settings(
    max_examples=300, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
