"""What keeps people from using a page: what a browser tells readers, and what it has drawn.

The numbers are those of the Web Content Accessibility Guidelines 2.2, level AA: https://www.w3.org/TR/WCAG22/
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

DRAWN = Path(__file__).with_name("drawn.js").read_text()
OPERATED = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "checkbox",
    "combobox",
    "progressbar",
    "dialog",
    "DisclosureTriangle",
}
LARGE_TEXT, TEXT = 3.0, 4.5
SMALLEST_TARGET = 24


def barriers(page: Page) -> list[str]:
    """Return what is wrong with a page as it is now; nothing if all is well."""
    drawn = page.evaluate(DRAWN)
    return [*_said(page), *_contrasts(drawn), *_sizes(drawn)]


def _said(page: Page) -> Iterator[str]:
    """Readers are told what everything that can be used is called, and find their way by headings."""
    session: Any = page.context.new_cdp_session(page)
    nodes = [
        _Node(node) for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]
    ]
    session.detach()
    yield from (f"a {node.role} has no name" for node in nodes if node.role in OPERATED and not node.name)
    if page.evaluate("document.documentElement.lang") == "":
        yield "the page does not say its language"
    levels = [node.level for node in nodes if node.role == "heading"]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} main headings"
    yield from (
        f"a heading jumps from {one} to {next_}" for one, next_ in pairwise(levels) if next_ > one + 1
    )
    if [node.role for node in nodes].count("main") != 1:
        yield "there is not one main landmark"


def _contrasts(drawn: dict[str, Any]) -> Iterator[str]:
    for text in drawn["texts"]:
        if text["contrast"] < (LARGE_TEXT if text["isLarge"] else TEXT):
            yield f"“{text['text']}” has a contrast of {text['contrast']:.2f}"


def _sizes(drawn: dict[str, Any]) -> Iterator[str]:
    if drawn["overflow"] > 0:
        yield f"the page is {drawn['overflow']} pixels too wide"
    for target in drawn["targets"]:
        if min(target["width"], target["height"]) < SMALLEST_TARGET:
            yield f"“{target['name']}” is only {target['width']:.0f} by {target['height']:.0f} pixels"


class _Node:
    """What a reader is told of an element."""

    def __init__(self, node: dict[str, Any]) -> None:
        self.role: str = node["role"]["value"]
        self.name: str = node.get("name", {}).get("value", "").strip()
        self.level: int = next(
            (found["value"]["value"] for found in node.get("properties", []) if found["name"] == "level"), 0
        )
