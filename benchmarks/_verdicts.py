"""The targets, and whether they are met: each a ratio that has to stay below a figure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks._comparison import compare_marginal_build
from benchmarks._figures import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks._figures import Sample

# By what a median may be above its target before a command fails.
NOISE = 1.10


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of one target.

    Args:
        id: The target's name.
        what: What is compared with what.
        ratios: Ours to theirs: of each round, or the least, the median and the greatest of them.
        target: What their median may be.
        resources: How many resources each side makes meanwhile, ours first; none where that says nothing.
    """

    id: str
    what: str
    ratios: Sequence[float]
    target: float
    resources: tuple[int, int] | None = None

    @property
    def is_met(self) -> bool:
        """Whether the median is at most the target."""
        return median(self.ratios) <= self.target

    @property
    def is_far_off(self) -> bool:
        """Whether the median is above the target by more than noise can be."""
        return median(self.ratios) > self.target * NOISE


def verdicts_by_hand(measured: Sequence[Sample], counts: dict[str, Any]) -> list[Verdict]:
    """Judge what was measured beside hand-written constructs."""
    messages: int = counts["unit"][Side.OURS]
    found = [Verdict(id="C1", what="messages to jsii per unit (exact)", ratios=[messages], target=16)]
    marginal = compare_marginal_build(measured)
    if marginal:
        what = "build of one more unit, to hand-written CDK's"
        made = max(one.resources for one in measured)
        found.append(
            Verdict(
                id="B1",
                what=what,
                ratios=[marginal.least, marginal.ratio, marginal.most],
                target=0.60,
                resources=(made, made),
            )
        )
    bends = linearity(measured)
    if bends:
        what = "build of one more unit when there are many, to that when there are few"
        found.append(Verdict(id="B11", what=what, ratios=bends, target=1.15))
    return found


def linearity(measured: Sequence[Sample]) -> list[float]:
    """Return by what one more of our units takes longer between the two largest sizes than below, by rounds.

    The smallest size is left out of the difference with the first use of each module.
    """
    sizes = sorted({one.units for one in measured})
    if len(sizes) < 3:
        return []
    small, middle, large = sizes[0], *sizes[-2:]
    built = {(one.round, one.units): one.build_seconds for one in measured if one.side is Side.OURS}

    def per_unit(number: int, fewer: int, more: int) -> float:
        return (built[number, more] - built[number, fewer]) / (more - fewer)

    rounds = sorted({number for number, _ in built})
    return [per_unit(number, middle, large) / per_unit(number, small, middle) for number in rounds]


def verdicts_table(verdicts: Iterable[Verdict]) -> Table:
    """Return the verdicts as a table for people."""
    verdicts = list(verdicts)
    table = Table(title="Targets (medians of the rounds' ratios)")
    names = ["", "what", "ratio", "spread", "target", ""]
    if any(one.resources for one in verdicts):
        names.append("resources, ours and theirs")
    for name in names:
        justify = "left" if name == "what" else "right"
        table.add_column(name, justify=justify, overflow="fold")
    for one in verdicts:
        least, most = min(one.ratios), max(one.ratios)
        table.add_row(
            one.id,
            one.what,
            f"{median(one.ratios):.2f}",
            f"{least:.2f}-{most:.2f}" if least < most else "",
            f"{one.target:.2f}",
            "met" if one.is_met else "missed",
            *(["{:,} and {:,}".format(*one.resources)] if one.resources else []),
        )
    return table
