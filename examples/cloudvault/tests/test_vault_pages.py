"""The pages below docs/ say what is so."""

import re
from pathlib import Path

import pytest
from vault_pages import DOCS, PAGES

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_the_app_is_as_the_app_is(name: str) -> None:  # CV-15
    assert (DOCS / name).read_text() == PAGES[name](), "run python examples/cloudvault/pages.py"


@pytest.mark.parametrize(
    "page", [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.stem
)
def test_every_link_leads_somewhere(page: Path) -> None:  # CV-15
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target
