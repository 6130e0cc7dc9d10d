"""Durations that are made once: each is a message to jsii, and the defaults are always the same."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from aws_cdk import Duration

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


_made: dict[int, Duration] = {}
_seconds: WeakKeyDictionary[Duration, float] = WeakKeyDictionary()


def duration(seconds: int) -> Duration:
    """Return a duration of that many seconds."""
    made = _made.get(seconds)
    if made is None:
        made = _made[seconds] = Duration.seconds(seconds)
        _seconds[made] = seconds
    return made


def seconds_of(value: Duration) -> float | None:
    """Return the seconds of a duration; `None` for those of a token."""
    if value not in _seconds:
        if value.is_unresolved():
            return None
        _seconds[value] = value.to_seconds()
    return _seconds[value]
