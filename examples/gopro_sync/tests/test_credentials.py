"""Tokens: renewed in time, shared by all workers, never shown."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from media_sync.credentials import Credentials, Session
from media_sync.errors import AuthenticationFailed, InvalidEvent
from media_sync.retry import Patience

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SECRET = {
    "client_id": "id",
    "client_secret": "client-secret",
    "refresh_token": "refresh-0",
    "access_token": "access-0",
    "user_id": "user",
    "expires_at": "2026-11-22T02:00:00Z",
    "updated_at": "2026-11-20T02:00:00Z",
    "something_else": [1, 2],
}


class Store:
    """A secret in memory."""

    def __init__(self, **fields: str) -> None:
        self.text = json.dumps({**SECRET, **fields})
        self.of_rotation: Credentials | None = None
        self.writes = 0

    def read(self) -> Credentials:
        return Credentials.parse(self.text)

    def pending(self) -> Credentials | None:
        return self.of_rotation

    def write(self, credentials: Credentials) -> None:
        self.text = json.dumps(dict(credentials.fields))
        self.writes += 1


class Provider:
    """Accepts one access token, and each refresh token once."""

    def __init__(self) -> None:
        self.accepted = "access-0"
        self.refresh = "refresh-0"
        self.refreshes = 0

    def authenticate(self, credentials: Credentials) -> Credentials:
        if credentials.text("refresh_token") != self.refresh:
            raise AuthenticationFailed("used up")
        self.refreshes += 1
        self.refresh, self.accepted = f"refresh-{self.refreshes}", f"access-{self.refreshes}"
        return credentials.renewed(
            access_token=self.accepted, refresh_token=self.refresh, lifetime=7200, now=NOW
        )

    def call(self, token: str) -> str:
        if token != self.accepted:
            raise AuthenticationFailed("401")
        return token


@pytest.fixture
def provider() -> Provider:
    return Provider()


def session(store: Store, provider: Provider, waits: list[float] | None = None) -> Session:
    sleep = (waits if waits is not None else []).append
    patience = Patience(lambda: 900_000, sleep=sleep, chance=lambda: 1.0)
    return Session(store, provider.authenticate, patience, now=lambda: NOW)


@pytest.mark.parametrize(("hours", "refreshed"), [(23.99, True), (24, False), (48, False), (-1, True)])
def test_a_token_with_less_than_a_day_left_is_renewed(provider, hours, refreshed):  # GS-5
    store = Store(expires_at=(NOW + timedelta(hours=hours)).isoformat())
    assert session(store, provider).ensure_lifetime(timedelta(hours=24)) is refreshed
    assert store.writes == provider.refreshes == int(refreshed)


def test_the_secret_keeps_what_the_renewal_does_not_know(provider):  # GS-5
    store = Store()
    session(store, provider).refresh()
    written = json.loads(store.text)
    assert written == {
        **SECRET,
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": "2026-11-21T04:00:00.000000Z",
        "updated_at": "2026-11-21T02:00:00.000000Z",
    }


def test_a_provider_that_does_not_rotate_leaves_the_refresh_token():
    renewed = Store().read().renewed(access_token="a", refresh_token=None, lifetime=60, now=NOW)
    assert renewed.text("refresh_token") == "refresh-0"


def test_a_token_that_was_renewed_by_another_is_read_again(provider):  # GS-7
    store = Store()
    late = session(store, provider)
    session(store, provider).refresh()
    assert late.call(provider.call) == "access-1"
    assert provider.refreshes == 1


def test_a_token_that_was_revoked_is_renewed(provider):  # GS-7
    store = Store()
    current = session(store, provider)
    provider.accepted = "nothing"
    assert current.call(provider.call) == "access-1"
    assert json.loads(store.text)["access_token"] == "access-1"


def test_of_two_that_renew_at_once_the_loser_waits_for_the_winners_token(provider):  # GS-7
    store, waits = Store(), []
    loser = session(store, provider, waits)
    winner_writes = iter([False, True])
    read = store.read

    def read_while_the_winner_writes() -> Credentials:
        if provider.refreshes and next(winner_writes):
            fields = {**SECRET, "access_token": provider.accepted, "refresh_token": provider.refresh}
            store.write(replace(read(), fields=fields))
        return read()

    provider.authenticate(store.read())
    store.read = read_while_the_winner_writes
    loser.refresh()
    assert loser.call(provider.call) == "access-1"
    assert provider.refreshes == len(waits) == 1


def test_tokens_that_a_rotation_has_left_pending_are_taken_over(provider):  # GS-13
    store, waits = Store(), []
    store.of_rotation = provider.authenticate(store.read())
    provider.accepted = "nothing"
    assert session(store, provider, waits).call(provider.call) == "access-2"
    assert json.loads(store.text)["refresh_token"] == "refresh-2"
    # Not before the rotation had time to end by itself.
    assert len(waits) == 5


def test_credentials_that_are_really_refused_fail(provider):
    provider.accepted = provider.refresh = "nothing"
    with pytest.raises(AuthenticationFailed):
        session(Store(), provider).call(provider.call)


def test_whoever_may_not_write_the_secret_uses_up_no_refresh_token(provider):
    provider.accepted = "nothing"
    reader = Session(Store(), None, Patience(lambda: 900_000, sleep=lambda _: None))
    with pytest.raises(AuthenticationFailed, match="may not renew"):
        reader.call(provider.call)
    assert provider.refreshes == 0


def test_whoever_may_not_write_the_secret_goes_on_with_what_a_rotation_has_left(provider):  # GS-13
    store = Store()
    store.of_rotation = provider.authenticate(store.read())
    reader = Session(store, None, Patience(lambda: 900_000, sleep=lambda _: None))
    assert reader.call(provider.call) == "access-1"
    assert (provider.refreshes, store.writes) == (1, 0)


@pytest.mark.parametrize("text", ["", "oauth", "[]", "{}", json.dumps({**SECRET, "refresh_token": None})])
def test_a_secret_that_was_never_filled_says_what_to_do_and_shows_nothing(text):
    with pytest.raises(InvalidEvent, match="run the OAuth bootstrap first") as caught:
        Credentials.parse(text)
    assert "client-secret" not in str(caught.value)


def test_no_repr_shows_a_token():
    shown = repr(Store().read())
    assert not any(text in shown for text in ("client-secret", "refresh-0", "access-0"))
