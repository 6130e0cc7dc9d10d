"""Waiting: bounded, jittered, as the provider asks, and never past the invocation's end."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_sync.errors import ProviderUnavailable, RateLimited
from media_sync.retry import ATTEMPTS, BASE_SECONDS, CAP_SECONDS, Patience, backoff, parse_retry_after

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@given(attempt=st.integers(0, 500), chance=st.floats(0, 1), cap=st.floats(0.001, 60))
def test_full_jitter_stays_within_the_exponential_bound(attempt, chance, cap):  # GS-1
    assert 0 <= backoff(attempt, chance) <= min(CAP_SECONDS, BASE_SECONDS * 2.0**attempt)
    assert 0 <= backoff(attempt, chance, cap) <= min(cap, BASE_SECONDS * 2.0**attempt)


@given(st.integers(0, 10**9))
def test_retry_after_in_seconds(seconds):  # GS-4
    assert parse_retry_after(f" {seconds} ", NOW) == seconds


@given(st.integers(-10_000, 10_000))
def test_retry_after_as_a_date(seconds):  # GS-4
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert parse_retry_after(date, NOW) == max(0, seconds)


@given(st.text() | st.none())
def test_retry_after_that_says_nothing_is_none_or_not_negative(text):
    seconds = parse_retry_after(text, NOW)
    assert seconds is None or seconds >= 0


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.slept: list[float] = []

    def milliseconds(self) -> int:
        return int(self.left * 1000)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.left -= seconds

    def patience(self) -> Patience:
        return Patience(self.milliseconds, sleep=self.sleep, chance=lambda: 1.0)


def failing(times: int, error: Exception):
    left = iter([error] * times)

    def operation() -> str:
        if problem := next(left, None):
            raise problem
        return "done"

    return operation


def test_what_passes_is_waited_for():
    clock = Clock(900)
    assert clock.patience().retrying(failing(3, ProviderUnavailable("x"))) == "done"
    assert clock.slept == [0.5, 1.0, 2.0]


def test_the_provider_is_believed_when_it_says_how_long():
    clock = Clock(900)
    clock.patience().retrying(failing(1, RateLimited("x", retry_after=42)))
    assert 42 <= clock.slept[0] <= 43


def test_the_attempts_come_to_an_end():
    clock, error = Clock(900), ProviderUnavailable("x")
    with pytest.raises(ProviderUnavailable):
        clock.patience().retrying(failing(10, error))
    assert len(clock.slept) == ATTEMPTS - 1


def test_no_wait_outlasts_the_invocation():
    clock = Clock(60)
    with pytest.raises(RateLimited):
        clock.patience().retrying(failing(1, RateLimited("x", retry_after=46)))
    assert clock.slept == []


@given(seconds=st.floats(0, 900), asked=st.none() | st.floats(0, 1000), times=st.integers(0, 10))
def test_time_to_clean_up_is_always_left(seconds, asked, times):
    clock = Clock(seconds)
    with suppress(ProviderUnavailable):
        clock.patience().retrying(failing(times, ProviderUnavailable("x", retry_after=asked)))
    assert not clock.slept or clock.left >= 14.9
