"""Where boxes stand in their columns: near what they are linked with, and with few crossings."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SWEEPS: Final = 24


@dataclass(slots=True, eq=False)
class Slot:
    """A place in a column: that of a box, or that of a line which passes between boxes.

    `wishes` are heights at which something outside lies that the slot is linked with.
    """

    height: float
    gap: float
    y: float = 0.0
    wishes: list[float] = field(default_factory=list[float])


@dataclass(frozen=True, slots=True)
class Segment:
    """A line from one column to the next, by where it begins and ends below the middle of each slot."""

    source: Slot
    target: Slot
    begins: float = 0.0
    ends: float = 0.0

    @property
    def heights(self) -> tuple[float, float]:
        """Where it begins and where it ends."""
        return self.source.y + self.begins, self.target.y + self.ends


Neighbours = dict[Slot, list[Segment]]


def place(columns: Sequence[list[Slot]], segments: Sequence[Segment]) -> None:
    """Order the slots of each column and give each its height; the columns are changed."""
    for column in columns:
        spread(column, [0.0] * len(column))
    before, after = _neighbours(segments)
    best: tuple[float, dict[Slot, float]] | None = None
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        both = sweep >= _SWEEPS // 2
        for column in columns if forward else reversed(columns):
            wished = [
                _wish(
                    slot,
                    before.get(slot, ()) if forward or both else (),
                    after.get(slot, ()) if both or not forward else (),
                )
                for slot in column
            ]
            order = sorted(range(len(column)), key=wished.__getitem__)
            column[:] = [column[number] for number in order]
            spread(column, [wished[number] for number in order])
        score = _score(columns, segments)
        if best is None or score < best[0]:
            best = score, {slot: slot.y for column in columns for slot in column}
    assert best is not None  # noqa: S101
    for column in columns:
        column.sort(key=best[1].__getitem__)
        for slot in column:
            slot.y = best[1][slot]
    _close_ranks(columns, segments)


def _close_ranks(columns: Sequence[Sequence[Slot]], segments: Iterable[Segment]) -> None:
    """Move what is not linked with each other together: nothing else keeps it from drifting apart."""
    group = {slot: {slot} for column in columns for slot in column}
    for line in segments:
        if group[line.source] is not group[line.target]:
            group[line.source] |= group[line.target]
            for slot in group[line.target]:
                group[slot] = group[line.source]
    groups = list({id(slots): slots for slots in group.values()}.values())
    top = min((slot.y - slot.height / 2 for slot in group), default=0.0)
    above = {slot: upper for column in columns for upper, slot in pairwise(column)}
    for _ in groups:
        for slots in groups:
            room = min(
                slot.y - slot.height / 2 - (_lower_end(above[slot], slot) if slot in above else top)
                for slot in slots
                if above.get(slot) not in slots
            )
            for slot in slots:
                slot.y -= room


def _lower_end(above: Slot, slot: Slot) -> float:
    return above.y + above.height / 2 + max(above.gap, slot.gap)


def _neighbours(segments: Iterable[Segment]) -> tuple[Neighbours, Neighbours]:
    before: Neighbours = {}
    after: Neighbours = {}
    for line in segments:
        before.setdefault(line.target, []).append(line)
        after.setdefault(line.source, []).append(line)
    return before, after


def _wish(slot: Slot, before: Iterable[Segment], after: Iterable[Segment]) -> float:
    wishes = [
        *slot.wishes,
        *(line.heights[0] - line.ends for line in before),
        *(line.heights[1] - line.begins for line in after),
    ]
    return sum(wishes) / len(wishes) if wishes else slot.y


def spread(column: Sequence[Slot], wished: Sequence[float]) -> None:
    """Put slots, in their order, as near to their wishes as they fit: a regression by pooling neighbours."""
    offset, offsets = 0.0, list[float]()
    for number, slot in enumerate(column):
        if number:
            above = column[number - 1]
            offset += (above.height + slot.height) / 2 + max(above.gap, slot.gap)
        offsets.append(offset)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, size = wish - offset, 1
        while pools and pools[-1][0] >= mean:
            other, others = pools.pop()
            mean, size = (mean * size + other * others) / (size + others), size + others
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    for slot, mean, offset in zip(column, means, offsets, strict=True):
        slot.y = mean + offset


def _score(columns: Sequence[Sequence[Slot]], segments: Sequence[Segment]) -> float:
    """Return how bad it looks: crossings, and how steep the lines are."""
    column_of = {slot: number for number, column in enumerate(columns) for slot in column}
    by_column: dict[int, list[tuple[float, float]]] = {}
    for line in segments:
        by_column.setdefault(column_of[line.source], []).append(line.heights)
    crossings = sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0 for lines in by_column.values() for a, b in combinations(lines, 2)
    )
    steepness = sum(abs(a - b) for lines in by_column.values() for a, b in lines)
    wished = sum(abs(slot.y - wish) for slot in column_of for wish in slot.wishes)
    return crossings * 60 + steepness + wished
