"""Which box stands left of which: circles are broken, and every arrow leads to a later column."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def in_line(boxes: Sequence[str], weights: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Return a place for each box, so that few links lead backwards: each is moved to where it is best."""
    line = list(boxes)

    def backwards(order: Sequence[str]) -> int:
        place = {box: number for number, box in enumerate(order)}
        return sum(weight for (a, b), weight in weights.items() if place[a] > place[b])

    improved = True
    while improved:
        improved = False
        for box in boxes:
            others = [other for other in line if other != box]
            orders = [[*others[:place], box, *others[place:]] for place in range(len(line))]
            best = min(orders, key=backwards)
            if backwards(best) < backwards(line):
                line, improved = best, True
    return {box: number for number, box in enumerate(line)}


def columns(boxes: Sequence[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the column of each box; the links lead forward, and none is longer than it has to be."""
    known = set(links)
    column = dict.fromkeys(boxes, 0)
    for _ in boxes:
        for source, target in known:
            column[target] = max(column[target], column[source] + 1)
    # What nothing leads to stands next to what it leads to, not at the far left.
    for box in boxes:
        reached = [column[target] for source, target in known if source == box]
        if reached and all(target != box for _, target in known):
            column[box] = min(reached) - 1
    return column
