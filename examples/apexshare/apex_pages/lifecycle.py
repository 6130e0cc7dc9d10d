"""How much is stored in each month, and what that costs, with the bucket's lifecycle rules and without.

Videos come in evenly, as many GB each month; a month has 30 days. Everything is computed, nothing simulated:
what has an age between two numbers of days grows with the square of the time until that span is full, and
stays as it is from then on.
"""

from dataclasses import dataclass

from apex_pages.prices import PRICES

MONTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The bucket's lifecycle, in days after the upload."""

    infrequent_days: float
    """When a video moves to Standard-IA."""
    gone_days: float
    """When the last version of it is deleted."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a month stores on average, in GB, and how much moved."""

    standard: float
    infrequent: float
    moved: float

    @property
    def usd(self) -> float:
        """What it costs; moving costs by the video, so that whoever knows their number adds that."""
        return PRICES["s3-standard"].of(self.standard) + PRICES["s3-infrequent"].of(self.infrequent)


def stored(monthly_gb: float, month: int, rules: Rules) -> Stored:
    """Return what is stored in a month, the first being 1."""
    moving = _held(rules.infrequent_days, rules.infrequent_days + MONTH, month)
    return Stored(
        standard=monthly_gb * _held(0, rules.infrequent_days, month),
        infrequent=monthly_gb * _held(rules.infrequent_days, rules.gone_days, month),
        moved=monthly_gb * moving,
    )


def stored_for_ever(monthly_gb: float, month: int) -> Stored:
    """Return what is stored in a month where nothing moves or goes."""
    return Stored(standard=monthly_gb * _held(0, MONTH * month, month), infrequent=0, moved=0)


def saved(monthly_gb: float, month: int, rules: Rules) -> float:
    """Return which part of a month's storage costs the rules save, in percent."""
    return 100 * (1 - stored(monthly_gb, month, rules).usd / stored_for_ever(monthly_gb, month).usd)


def _held(younger: float, older: float, month: int) -> float:
    """Return what is of an age on average, in parts of what comes in a month."""
    begin, end = MONTH * (month - 1), MONTH * month
    return (_filled(younger, older, end) - _filled(younger, older, begin)) / MONTH**2


def _filled(younger: float, older: float, day: float) -> float:
    """Return the integral over time, up to a day, of what is of an age: days of uploads, times days."""
    growing = max(0, min(day, older) - younger)
    return growing**2 / 2 + (older - younger) * max(0, day - older)
