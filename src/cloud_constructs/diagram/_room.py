"""The inside of one box: its children in columns, lanes between them, and shelves for what is not linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.diagram._box import child_of
from cloud_constructs.diagram._layers import columns
from cloud_constructs.diagram._placing import Segment, Slot, place, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cloud_constructs.diagram._box import Box, Line, Point

_GAP: Final = 14.0
_LANE: Final = 4.0
_BETWEEN: Final = 44.0
_PER_LINE: Final = 3.0
_WIDEST: Final = 120.0

Lane = tuple["Box", bool]
"""Where all lines run that leave a box to the right (True), or that come to it from the left (False)."""


class Room:
    """The arrangement of what is in a box; it gives the box its size.

    Args:
        box: The box.
        lines: All lines of the picture.
        rooms: The rooms of the boxes in it.
        heights: Where all boxes were in the round before, from the top of the picture.
    """

    def __init__(
        self, box: Box, lines: Sequence[Line], rooms: Mapping[Box, Room], heights: Mapping[Box, float]
    ) -> None:
        self._box = box
        self._rooms = rooms
        inside = set(box.down())
        self._own = [line for line in lines if line.common is box]
        self._leaving = [line for line in lines if line.source in inside and line.target not in inside]
        self._coming = [line for line in lines if line.target in inside and line.source not in inside]
        linked = {
            child_of(box, end)
            for line in (*self._own, *self._leaving, *self._coming)
            for end in (line.source, line.target)
            if end in inside
        }
        self._linked = [child for child in box.children if child in linked]
        pairs = [(child_of(box, line.source).id, child_of(box, line.target).id) for line in self._own]
        self._column = columns([child.id for child in self._linked], pairs)
        self._slots = [list[Slot]() for _ in range(max(self._column.values(), default=-1) + 1)]
        self._slot_of = {child: Slot(child.height, _GAP) for child in self._linked}
        for child, slot in self._slot_of.items():
            self._slots[self._column[child.id]].append(slot)
        self._lanes: dict[tuple[Lane, int], Slot] = {}
        self._segments: list[Segment] = []
        self._draw_lines(heights)
        place(self._slots, self._segments)
        if len(self._slots) == 1:
            spread(self._slots[0], [0.0] * len(self._slots[0]))
        self._place_children()

    def port(self, end: Box, *, leaving: bool) -> float:
        """Return at which height of the box lines leave for, or come from, the outside."""
        child = child_of(self._box, end)
        last = len(self._slots) - 1 if leaving else 0
        if self._column[child.id] == last:
            return child.y + self._port_of(child, end, leaving=leaving)
        return self._height(self._lanes[(end, leaving), last])

    def out_of(self, end: Box) -> list[Point]:
        """Return what lines from a box in here pass on their way out."""
        after = range(self._column[child_of(self._box, end).id] + 1, len(self._slots))
        edge = (self._box.width, self.port(end, leaving=True))
        return self._absolute([*self._along((end, True), after), edge])

    def into(self, end: Box) -> list[Point]:
        """Return what lines to a box in here pass on their way in."""
        before = range(self._column[child_of(self._box, end).id])
        return self._absolute([(0.0, self.port(end, leaving=False)), *self._along((end, False), before)])

    def between(self, line: Line) -> list[Point]:
        """Return what a line between two children passes."""
        first, last = (child_of(self._box, end) for end in (line.source, line.target))
        begin, end = self._column[first.id], self._column[last.id]
        x, width = self._columns[begin]
        return self._absolute(
            [
                (x + width, first.y + self._port_of(first, line.source, leaving=True)),
                *self._along((line.source, True), range(begin + 1, end)),
                (self._columns[end][0], last.y + self._port_of(last, line.target, leaving=False)),
            ]
        )

    def _draw_lines(self, heights: Mapping[Box, float]) -> None:
        for line in self._own:
            target = child_of(self._box, line.target)
            lane, begins = self._lane(line.source, self._column[target.id])
            ends = self._port_of(target, line.target, leaving=False) - target.height / 2
            self._segments.append(Segment(lane, self._slot_of[target], begins, ends))
        for line in self._leaving:
            lane, begins = self._lane(line.source, len(self._slots))
            if heights:
                lane.wishes.append(heights[line.target] - self._top(heights) - begins)
        for line in self._coming:
            lane, ends = self._lane_in(line.target)
            if heights:
                lane.wishes.append(heights[line.source] - self._top(heights) - ends)

    def _top(self, heights: Mapping[Box, float]) -> float:
        return heights[self._box] - self._box.height / 2 + self._box.top

    def _lane(self, source: Box, until: int) -> tuple[Slot, float]:
        """Return what a line starts from that leads from a box to a column, and where on it."""
        child = child_of(self._box, source)
        slot = self._slot_of[child]
        begins = self._port_of(child, source, leaving=True) - child.height / 2
        for column in range(self._column[child.id] + 1, until):
            known = ((source, True), column) in self._lanes
            lane = self._lane_at((source, True), column)
            if not known:
                self._segments.append(Segment(slot, lane, begins))
            slot, begins = lane, 0.0
        return slot, begins

    def _lane_in(self, target: Box) -> tuple[Slot, float]:
        """Return what a line ends at that comes from the left of the box, and where on it."""
        child = child_of(self._box, target)
        slot = self._slot_of[child]
        ends = self._port_of(child, target, leaving=False) - child.height / 2
        for column in reversed(range(self._column[child.id])):
            known = ((target, False), column) in self._lanes
            lane = self._lane_at((target, False), column)
            if not known:
                self._segments.append(Segment(lane, slot, 0.0, ends))
            slot, ends = lane, 0.0
        return slot, ends

    def _lane_at(self, lane: Lane, column: int) -> Slot:
        if (lane, column) not in self._lanes:
            self._lanes[lane, column] = Slot(_LANE, _LANE)
            self._slots[column].append(self._lanes[lane, column])
        return self._lanes[lane, column]

    def _port_of(self, child: Box, end: Box, *, leaving: bool) -> float:
        return self._rooms[child].port(end, leaving=leaving) if child in self._rooms else child.height / 2

    def _place_children(self) -> None:
        slots = [slot for column in self._slots for slot in column]
        self._shift = self._box.top - min((slot.y - slot.height / 2 for slot in slots), default=0.0)
        bottom = max((self._height(slot) + slot.height / 2 for slot in slots), default=self._box.top - _GAP)
        self._columns: list[tuple[float, float]] = []
        x = self._box.side
        for number, column in enumerate(self._slots):
            mine = [child for child in self._linked if self._column[child.id] == number]
            width = max(child.width for child in mine)
            for child in mine:
                child.x, child.y = x, self._height(self._slot_of[child]) - child.height / 2
                self._widen(child, width)
            self._columns.append((x, width))
            after = sum(segment.source in column for segment in self._segments)
            x += width + min(_WIDEST, _BETWEEN + _PER_LINE * after) * (number < len(self._slots) - 1)
        self._box.width = max(self._box.width, x + self._box.side)
        self._box.height = self._shelve(bottom) + self._box.bottom

    def _widen(self, child: Box, width: float) -> None:
        """Make a child as wide as its column; if it holds a single column, that fills it."""
        child.width = width
        if child in self._rooms:
            self._rooms[child].fill()

    def fill(self) -> None:
        """Make the children as wide as the box, if they stand below each other."""
        if len(self._slots) <= 1 and len({child.x for child in self._box.children}) == 1:
            for child in self._box.children:
                self._widen(child, self._box.width - 2 * self._box.side)
            self._columns = [(self._box.side, self._box.width - 2 * self._box.side)][: len(self._slots)]

    def _shelve(self, bottom: float) -> float:
        """Put what is not linked in rows below, and return where the last of them ends."""
        x, y, row = self._box.side, bottom + _GAP, 0.0
        widest = max(self._box.shelf, self._box.width)
        for child in self._box.children:
            if child in self._slot_of:
                continue
            if x > self._box.side and x + child.width + self._box.side > widest:
                x, y, row = self._box.side, y + row + _GAP, 0.0
            child.x, child.y = x, y
            x, row = x + child.width + _GAP, max(row, child.height)
            self._box.width = max(self._box.width, x - _GAP + self._box.side)
        return y + row if row else bottom

    def _height(self, slot: Slot) -> float:
        return slot.y + self._shift

    def _along(self, lane: Lane, through: range) -> list[Point]:
        return [
            (x, self._height(self._lanes[lane, number]))
            for number in through
            for left, width in [self._columns[number]]
            for x in (left, left + width)
        ]

    def _absolute(self, points: Sequence[Point]) -> list[Point]:
        x, y = self._box.corner
        return [(x + dx, y + dy) for dx, dy in points]
