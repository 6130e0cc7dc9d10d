"""The architecture as Mermaid's text, which GitHub draws in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.diagram._flows import Verb, weightiest
from cloud_constructs.diagram._kinds import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.diagram._architecture import Architecture, Stack

_ARROWS: Final = {Verb.CALLS: "-->", Verb.WRITES: "==>", Verb.READS: "-.->"}
# What encloses a part's words; each is a shape.
_SHAPES: Final = {
    "bucket": ("[(", ")]"),
    "cylinder": ("[(", ")]"),
    "clock": ("([", "])"),
    "bolt": ("([", "])"),
    "queue": ("[[", "]]"),
    "topic": (">", "]"),
    "api": ("{{", "}}"),
    "globe": ("{{", "}}"),
}
_PLAIN: Final = ("[", "]")


def as_mermaid(architecture: Architecture) -> str:
    """Return the picture as a Mermaid flowchart; the same architecture always gives the same text."""
    return "\n".join(_lines(architecture)) + "\n"


def _lines(architecture: Architecture) -> Iterator[str]:
    ids = {part.path: f"p{number}" for number, part in enumerate(architecture.parts, 1)}
    ids |= {stack.path: f"s{number}" for number, stack in enumerate(architecture.stacks, 1)}
    yield "flowchart LR"
    regions = list(dict.fromkeys(stack.region for stack in architecture.stacks))
    for number, region in enumerate(regions, 1):
        if len(regions) > 1:
            yield f'  subgraph r{number}["{_text(region)}"]'
        for stack in architecture.stacks:
            if stack.region == region:
                yield from _stack(architecture, stack, ids)
        if len(regions) > 1:
            yield "  end"
    for flow in architecture.flows:
        yield f"  {ids[flow.source]} {_ARROWS[weightiest(flow.verbs)]} {ids[flow.target]}"
    for category, colour in COLOURS.items():
        mine = [ids[part.path] for part in architecture.parts if part.kind.category is category]
        if mine:
            yield f"  classDef {category} stroke:{colour},stroke-width:2px"
            yield f"  class {','.join(mine)} {category}"


def _stack(architecture: Architecture, stack: Stack, ids: dict[str, str]) -> Iterator[str]:
    parts = [part for part in architecture.parts if part.stack == stack.path]
    rest = f"<br/><small>{_text(', '.join(stack.rest))}</small>" if stack.rest else ""
    if not parts:
        yield f'    {ids[stack.path]}["<b>{_text(stack.path)}</b>{rest}"]'
        return
    yield f'    subgraph {ids[stack.path]}["{_text(stack.path)}"]'
    for part in parts:
        begin, end = _SHAPES.get(part.kind.sign, _PLAIN)
        words = f"<b>{_text(part.name)}</b><br/><small>{_text(part.note)}</small>"
        yield f'      {ids[part.path]}{begin}"{words}"{end}'
    yield "    end"


def _text(text: str) -> str:
    """Return a text with what Mermaid would read as markup written as entities."""
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
