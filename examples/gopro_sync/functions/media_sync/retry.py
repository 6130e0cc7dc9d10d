"""Waiting: exponential backoff with full jitter, `Retry-After`, and never past the invocation's end."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from .errors import ProviderUnavailable, SyncError

T = TypeVar("T")

ATTEMPTS = 6
BASE_SECONDS = 0.5
CAP_SECONDS = 20.0

RESERVE_SECONDS = 15.0
"""Kept back from waiting and reading, so that an upload can still be aborted and the tracker told."""


def backoff(attempt: int, chance: float, cap: float = CAP_SECONDS) -> float:
    """Full jitter: anywhere between nothing and the exponential bound of this attempt (0 is the first)."""
    return chance * min(cap, BASE_SECONDS * 2.0**attempt)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait as a `Retry-After` header asks, in either of its forms; None when it does not say."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    moment = parse_http_date(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def parse_http_date(text: str) -> datetime | None:
    """The time that a header gives; None when it does not."""
    # Hardly ever needed, and what it brings along takes long to import.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class Patience:
    """How long one invocation may still wait, and the only place where it sleeps."""

    def __init__(
        self,
        milliseconds_left: Callable[[], int],
        *,
        cap: float = CAP_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._milliseconds_left = milliseconds_left
        self._cap = cap
        self._sleep = sleep
        self._chance = chance

    def left(self) -> float:
        """Seconds that may still be spent on anything but cleaning up."""
        return self._milliseconds_left() / 1000 - RESERVE_SECONDS

    def wait(self, attempt: int, error: SyncError) -> None:
        """Waits before the next attempt.

        Raises:
            SyncError: `error` itself, when the attempts are used up or the wait would outlast the invocation.
        """
        asked = error.retry_after if isinstance(error, ProviderUnavailable) else None
        # Jitter on top of what the provider asks: five workers told "1" must not come back as one.
        seconds = backoff(attempt, self._chance(), self._cap) if asked is None else asked + self._chance() / 4
        if attempt + 1 >= ATTEMPTS or seconds > self.left():
            raise error
        self._sleep(seconds)

    def retrying(self, operation: Callable[[], T]) -> T:
        """Runs `operation` until it no longer finds the provider unavailable."""
        attempt = 0
        while True:
            try:
                return operation()
            except ProviderUnavailable as error:
                self.wait(attempt, error)
                attempt += 1
