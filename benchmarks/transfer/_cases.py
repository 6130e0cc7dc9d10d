"""What was measured, by what was to be done: a file of one size over one scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.transfer._contenders import OURS
from benchmarks.transfer._sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.transfer._rounds import Sample


@dataclass(frozen=True)
class Case:
    """The samples of one scheme and size."""

    scheme: str
    size: int
    samples: Sequence[Sample]

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"{self.scheme} {size_text(self.size)}"

    @property
    def contenders(self) -> list[str]:
        """Who was measured, in the order of the first round, in which ours goes first."""
        return list(dict.fromkeys(one.contender for one in self.samples))

    def values(self, contender: str, measure: str) -> dict[int, float]:
        """Return one measure of a contender in each round."""
        return {one.round: getattr(one, measure) for one in self.samples if one.contender == contender}

    def pairs(self, contender: str, measure: str) -> list[tuple[float, float]]:
        """Return one measure of ours and of a contender in each round that both finished."""
        ours, theirs = self.values(OURS, measure), self.values(contender, measure)
        return [(ours[number], theirs[number]) for number in sorted(ours.keys() & theirs.keys())]


def cases(measured: Sequence[Sample]) -> list[Case]:
    """Sort samples into cases."""
    kinds = sorted({(one.scheme, one.size) for one in measured})
    return [Case(*kind, [one for one in measured if (one.scheme, one.size) == kind]) for kind in kinds]
