"""What the samples say: medians of each side, and ratios of what was measured in the same round."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks._figures import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks._figures import Sample

MEASURES = (
    "wall_seconds",
    "cpu_seconds",
    "memory_bytes",
    "build_seconds",
    "synth_seconds",
    "messages",
    "resources",
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One measure on both sides.

    Args:
        ours: The median of our side.
        theirs: The median of the other side.
        ratio: The median of the rounds' ratios, ours to theirs: below 1, ours needs less.
        least: The least of the rounds' ratios.
        most: The greatest of them; what lies between is noise.
    """

    ours: float
    theirs: float
    ratio: float
    least: float
    most: float


def comparison(pairs: Iterable[tuple[float, float]]) -> Comparison:
    """Compare ours with theirs, given as they were measured in each round."""
    ours, theirs = zip(*pairs, strict=True)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Comparison(
        ours=median(ours), theirs=median(theirs), ratio=median(ratios), least=min(ratios), most=max(ratios)
    )


def compare(measured: Sequence[Sample], units: int, measure: str) -> Comparison:
    """Compare one measure of the samples of one size."""
    pairs = _by_round((one.round, one.side, getattr(one, measure)) for one in measured if one.units == units)
    return comparison(pairs)


def compare_marginal_build(measured: Sequence[Sample]) -> Comparison | None:
    """Compare the seconds that one more unit takes between the two largest sizes; `None` for one size.

    The fixed costs, such as the first use of each module, drop out of the difference.
    """
    sizes = sorted({one.units for one in measured})
    if len(sizes) < 2:
        return None
    small, large = sizes[-2:]
    built = {(one.round, one.side, one.units): one.build_seconds for one in measured}
    return comparison(
        _by_round(
            (number, side, (seconds - built[number, side, small]) / (large - small))
            for (number, side, units), seconds in built.items()
            if units == large
        )
    )


def _by_round(values: Iterable[tuple[int, Side, float]]) -> list[tuple[float, float]]:
    """Return ours and theirs, round by round."""
    found = {(number, side): value for number, side, value in values}
    rounds = sorted({number for number, _ in found})
    return [(found[number, Side.OURS], found[number, Side.BY_HAND]) for number in rounds]
