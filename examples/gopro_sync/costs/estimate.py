"""Quantities times prices, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass

from .prices import PRICES


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    price: str
    what: str
    quantity: float

    @property
    def usd(self) -> float:
        """What it costs."""
        return PRICES[self.price].of(self.quantity)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A month's bill."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, *quantities: Iterable[tuple[str, str, float]]) -> "Estimate":
        """Puts a price to each quantity."""
        return cls(tuple(Line(*quantity) for some in quantities for quantity in some))

    @property
    def usd(self) -> float:
        """The sum."""
        return sum(line.usd for line in self.lines)
