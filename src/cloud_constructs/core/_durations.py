"""Durations that are made once: each is a message to jsii, and the defaults are always the same."""

from __future__ import annotations

from functools import cache

from aws_cdk import Duration

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@cache
def duration(seconds: int) -> Duration:
    """Return a duration of that many seconds."""
    return Duration.seconds(seconds)
