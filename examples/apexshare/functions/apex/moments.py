"""Moments, as clients and the table have them."""

from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


def as_text(moment: datetime) -> str:
    """Return a moment as text that sorts by time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_epoch(moment: datetime) -> int:
    """Return a moment in seconds, as DynamoDB's time to live wants it."""
    return int(moment.timestamp())


def from_epoch(seconds: int) -> str:
    """Return a moment that is given in seconds as text."""
    return as_text(datetime.fromtimestamp(seconds, UTC))
