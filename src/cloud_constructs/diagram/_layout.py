"""Where boxes stand and lines run: from left to right, as things flow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cloud_constructs.diagram._box import Box, Line, Point, child_of
from cloud_constructs.diagram._layers import in_line
from cloud_constructs.diagram._room import Room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROUNDS: Final = 4
_BESIDE: Final = 5.0


def arrange(root: Box, links: Sequence[tuple[str, str, int]]) -> list[list[Point]]:
    """Give every box its place, and return the points that each link passes.

    A link has two ends and a weight; where links go round in circles, the weightier lead to the right.
    """
    boxes = {box.id: box for box in root.down()}
    for box in boxes.values():
        for child in box.children:
            child.parent = box
    lines = _turned([(boxes[source], boxes[target], weight) for source, target, weight in links])
    rooms: dict[Box, Room] = {}
    for _ in range(_ROUNDS):  # Of the first, a box does not know yet where what it is linked with will be.
        heights = {box: box.corner[1] + box.height / 2 for box in boxes.values()} if rooms else {}
        for box in reversed(list(root.down())):
            if box.children:
                rooms[box] = Room(box, lines, rooms, heights)
    return [_points(line, rooms) for line in lines]


def _turned(links: Sequence[tuple[Box, Box, int]]) -> list[Line]:
    """Return the links as lines; in every box, those between its children lead to the right."""
    within: dict[Box, Counter[tuple[str, str]]] = {}
    ends: list[tuple[Box, str, str]] = []
    for source, target, weight in links:
        above = list(target.up())
        common = next(box for box in source.up() if box in above)
        pair = child_of(common, source).id, child_of(common, target).id
        within.setdefault(common, Counter())[pair] += weight
        ends.append((common, *pair))
    places = {box: in_line([child.id for child in box.children], weights) for box, weights in within.items()}
    lines: list[Line] = []
    for (source, target, _), (common, a, b) in zip(links, ends, strict=True):
        if places[common][a] < places[common][b]:
            lines.append(Line(source, target, common, turned=False))
        else:
            lines.append(Line(target, source, common, turned=True))
    return lines


def _points(line: Line, rooms: Mapping[Box, Room]) -> list[Point]:
    points = [_side(line.source, right=True)]
    for box in line.source.up():
        if box is line.common:
            break
        if box in rooms:
            points += rooms[box].out_of(line.source)
    points += rooms[line.common].between(line)
    entered: list[Point] = []
    for box in line.target.up():
        if box is line.common:
            break
        if box in rooms:
            entered = [*rooms[box].into(line.target), *entered]
    points += [*entered, _side(line.target, right=False)]
    # A line that leads back runs beside the one that leads there.
    return [(x, y + _BESIDE) for x, y in reversed(points)] if line.turned else points


def _side(box: Box, *, right: bool) -> Point:
    x, y = box.corner
    return x + box.width * right, y + box.height / 2
