"""Moments and identifiers, as tables and clients have them."""

import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """Return the moment; a function of its own so that tests can move it."""
    return datetime.now(UTC)


def as_text(moment: datetime) -> str:
    """Return a moment as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id() -> str:
    """Return an identifier that nobody guesses."""
    return uuid.uuid4().hex
