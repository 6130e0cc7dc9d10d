"""Boxes in boxes, and the lines between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[float, float]


@dataclass(slots=True, eq=False)
class Box:
    """A box, and those in it; a box without others in it has its size from the start.

    Args:
        id: What links name it by.
        width: How wide it is at least.
        height: How high it is, when nothing is in it.
        children: The boxes in it.
        top: What is kept free above its children, for a title.
        bottom: What is kept free below them.
        side: What is kept free beside them.
        shelf: How wide what is not linked may stand side by side.
    """

    id: str
    width: float
    height: float
    children: list[Box] = field(default_factory=list["Box"])
    top: float = 0.0
    bottom: float = 0.0
    side: float = 0.0
    shelf: float = 0.0
    x: float = 0.0
    y: float = 0.0
    """Where it stands in what it stands in."""
    parent: Box | None = field(default=None, repr=False)

    def up(self) -> Iterator[Box]:
        """Yield the box and all that it stands in, the innermost first."""
        box: Box | None = self
        while box:
            yield box
            box = box.parent

    def down(self) -> Iterator[Box]:
        """Yield the box and all that stand in it."""
        yield self
        for child in self.children:
            yield from child.down()

    @property
    def corner(self) -> Point:
        """Where it stands in the picture."""
        boxes = list(self.up())
        return sum(box.x for box in boxes), sum(box.y for box in boxes)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A link, turned so that it leads to the right, and the box in which both of its ends are."""

    source: Box
    target: Box
    common: Box
    turned: bool


def child_of(box: Box, end: Box) -> Box:
    """Return the child of a box that is, or that holds, another."""
    return next(other for other in end.up() if other.parent is box)
