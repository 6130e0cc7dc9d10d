"""The architecture as an SVG: boxes in boxes, and lines of three colours."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from cloud_constructs.diagram._box import Box
from cloud_constructs.diagram._flows import Verb, weightiest
from cloud_constructs.diagram._kinds import COLOURS, Category
from cloud_constructs.diagram._layout import arrange
from cloud_constructs.diagram._signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cloud_constructs.diagram._architecture import Architecture, Part, Stack
    from cloud_constructs.diagram._box import Point

_STYLE: Final = """
  .picture { fill: #ffffff; }
  .region { fill: #f6f8fa; stroke: #8c959f; stroke-dasharray: 6 4; }
  .stack { fill: #ffffff; stroke: #57606a; stroke-width: 1.2; }
  .part { fill: #ffffff; stroke: #afb8c1; }
  text { font-family: Helvetica, Arial, sans-serif; fill: #1f2328; }
  .name { font-size: 13px; font-weight: bold; }
  .title { font-size: 14px; font-weight: bold; }
  .note { font-size: 11px; fill: #57606a; }
  .sign { fill: none; stroke: #ffffff; stroke-width: 1.4; stroke-linejoin: round; stroke-linecap: round; }
  .flow { fill: none; stroke-width: 1.5; }
"""
_VERBS: Final = {
    Verb.CALLS: ("#24292f", "", "calls or triggers"),
    Verb.WRITES: ("#bc4c00", "", "writes, or reads and writes"),
    Verb.READS: ("#0969da", "5 3", "reads"),
}
_EDGE: Final = 20.0
_PART: Final = 42.0
_TITLE: Final = 34.0
_NOTE: Final = 15.0
_LEGEND: Final = 34.0
_SHELF: Final = 1000.0
_WRAP: Final = 34
_NARROW: Final = frozenset("fijlrtI.,:;'|/()-_ ")
_WIDE: Final = frozenset("mwMWABCDGHKNOQRSUVX")


def as_svg(architecture: Architecture) -> str:
    """Return the picture as the text of an SVG; the same architecture always gives the same text."""
    root = _boxes(architecture)
    routes = arrange(root, list(_links(architecture)))
    width, height = max(root.width, 640.0), root.height + _LEGEND
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-size="13">'
    ]
    drawn += [f"<style>{_STYLE}</style>", "<defs>", *map(_arrow_head, _VERBS), "</defs>"]
    drawn.append(f'<rect class="picture" width="{width:.0f}" height="{height:.0f}"/>')
    corners = {box.id: (box, *box.corner) for box in root.down()}
    numbers = {stack.path: number for number, stack in enumerate(architecture.stacks, 1)}
    for region in _regions(architecture):
        if region in corners:
            drawn += _frame(*corners[region], "region", region, ())
    for stack in architecture.stacks:
        title = f"{numbers[stack.path]}  {stack.path}" if len(numbers) > 1 else stack.path
        drawn += _frame(*corners[stack.path], "stack", title, _wrapped(stack, architecture))
    for flow, points in zip(architecture.flows, routes, strict=True):
        drawn.append(_flow(flow.verbs, points))
    for part in architecture.parts:
        drawn += _part(*corners[part.path], part)
    drawn += _legend(root.height, numbered=len(architecture.stacks) > 1)
    return "\n".join([*drawn, "</svg>"]) + "\n"


def _links(architecture: Architecture) -> Iterator[tuple[str, str, int]]:
    """Yield what is to lead from left to right; sooner what others do than what a store sets off."""
    stores = {part.path for part in architecture.parts if part.kind.category is Category.STORE}
    for flow in architecture.flows:
        yield flow.source, flow.target, flow.count if flow.source in stores else 2 * flow.count


def _boxes(architecture: Architecture) -> Box:
    """Return the boxes of regions, of the stacks in them, and of the parts in those."""
    stacks = {stack.path: _stack_box(stack, architecture) for stack in architecture.stacks}
    regions = _regions(architecture)
    if len(regions) == 1:
        children = list(stacks.values())
    else:
        children = [
            Box(
                region,
                _text_width(region) + 2 * _EDGE,
                0.0,
                [stacks[stack.path] for stack in architecture.stacks if stack.region == region],
                top=_TITLE,
                bottom=_EDGE,
                side=_EDGE,
                shelf=_SHELF,
            )
            for region in regions
        ]
    return Box("", 0.0, 0.0, children, top=_EDGE, bottom=_EDGE, side=_EDGE, shelf=_SHELF)


def _regions(architecture: Architecture) -> list[str]:
    return list(dict.fromkeys(stack.region for stack in architecture.stacks))


def _stack_box(stack: Stack, architecture: Architecture) -> Box:
    parts = [part for part in architecture.parts if part.stack == stack.path]
    widest = max((max(_text_width(part.name), 0.85 * _text_width(part.note)) for part in parts), default=0.0)
    notes = _wrapped(stack, architecture)
    title = max(_text_width(f"00  {stack.path}") * 1.1, *(0.85 * _text_width(note) for note in notes), 0.0)
    bottom = _EDGE / 2 + _NOTE * len(notes)
    return Box(
        stack.path,
        title + _EDGE,
        _TITLE + bottom,
        [Box(part.path, widest + 52.0, _PART) for part in parts],
        top=_TITLE,
        bottom=bottom + 4.0,
        side=14.0,
    )


def _wrapped(stack: Stack, architecture: Architecture) -> list[str]:
    """Return what of a stack has no box, in lines that are no longer than its place allows."""
    most = _WRAP if len(architecture.stacks) > 1 else 3 * _WRAP
    lines: list[str] = []
    for words in stack.rest:
        if lines and len(lines[-1]) + len(words) < most:
            lines[-1] += f", {words}"
        else:
            lines.append(words)
    return lines


def _text_width(text: str) -> float:
    """Return about how wide a text is in the bold letters of a name."""
    return sum(5.2 if letter in _NARROW else 10.2 if letter in _WIDE else 8.4 for letter in text)


def _frame(box: Box, x: float, y: float, css: str, title: str, notes: Sequence[str]) -> Iterator[str]:
    yield _rectangle(box, x, y, css)
    yield f'<text class="title" x="{x + 12:.1f}" y="{y + 22:.1f}">{escape(title)}</text>'
    for number, note in enumerate(reversed(notes)):
        below = y + box.height - 9 - number * _NOTE
        yield f'<text class="note" x="{x + 12:.1f}" y="{below:.1f}">{escape(note)}</text>'


def _rectangle(box: Box, x: float, y: float, css: str) -> str:
    size = f'width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" {size} rx="7"/>'


def _part(box: Box, x: float, y: float, part: Part) -> Iterator[str]:
    yield _rectangle(box, x, y, "part")
    yield f'<g transform="translate({x + 8:.1f},{y + 8:.1f})">'
    yield f'<rect width="26" height="26" rx="5" fill="{COLOURS[part.kind.category]}"/>'
    yield f'<path class="sign" transform="translate(3,3)" d="{SIGNS[part.kind.sign]}"/></g>'
    yield f'<text class="name" x="{x + 42:.1f}" y="{y + 18:.1f}">{escape(part.name)}</text>'
    yield f'<text class="note" x="{x + 42:.1f}" y="{y + 33:.1f}">{escape(part.note)}</text>'


def _flow(verbs: frozenset[Verb], points: Sequence[Point]) -> str:
    verb = weightiest(verbs)
    colour, dashes, _ = _VERBS[verb]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path class="flow" stroke="{colour}"{dashed} marker-end="url(#{verb})" d="{_curve(points)}"/>'


def _curve(points: Sequence[Point]) -> str:
    (x, y), *others = points
    path = f"M{x:.1f},{y:.1f}"
    for next_x, next_y in others:
        middle = (next_x - x) / 2
        if abs(next_y - y) < 0.5:
            path += f" L{next_x:.1f},{next_y:.1f}"
        else:
            path += f" C{x + middle:.1f},{y:.1f} {next_x - middle:.1f},{next_y:.1f} {next_x:.1f},{next_y:.1f}"
        x, y = next_x, next_y
    return path


def _arrow_head(verb: Verb) -> str:
    colour = _VERBS[verb][0]
    return (
        f'<marker id="{verb}" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto"'
        f' markerUnits="userSpaceOnUse"><path d="M0,0.5 L8,4 L0,7.5 z" fill="{colour}"/></marker>'
    )


def _legend(y: float, *, numbered: bool) -> Iterator[str]:
    x = _EDGE
    for verb, (_, _, meaning) in _VERBS.items():
        yield _flow(frozenset({verb}), [(x, y + 8), (x + 34, y + 8)])
        yield f'<text class="note" x="{x + 42:.1f}" y="{y + 12:.1f}">{meaning}</text>'
        x += 60 + 6.2 * len(meaning)
    if numbered:
        yield f'<text class="note" x="{x:.1f}" y="{y + 12:.1f}">numbers: the order of deployment</text>'
