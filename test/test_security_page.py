"""docs/security.md leaves out no construct and no waiver."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from constructs import Construct

import cloud_constructs

PAGE = (Path(__file__).parents[1] / "docs/security.md").read_text()
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
PUBLIC = {name: getattr(cloud_constructs, name) for name in cloud_constructs.__all__}
CONSTRUCTS = [name for name, kind in PUBLIC.items() if isinstance(kind, type) and issubclass(kind, Construct)]


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_has_its_section_with_every_waiver(name: str) -> None:
    annotations: dict[str, str] = PUBLIC[name].__init__.__annotations__
    waivers = [argument for argument, type in annotations.items() if re.search(r"\bWaiver\b", str(type))]

    assert name in SECTIONS
    assert [argument for argument in waivers if f"`{argument}=Waiver(...)`" not in SECTIONS[name]] == []


def test_a_section_has_its_construct() -> None:
    assert set(SECTIONS) <= set(CONSTRUCTS)
