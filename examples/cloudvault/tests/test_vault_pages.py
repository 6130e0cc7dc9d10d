"""The pages below docs/ say what is so."""

import re
from pathlib import Path

import pytest
from cloudvault.config import STAGES
from vault_pages import DOCS, PAGES
from vault_pages.app import assembly

from cloud_constructs.cost import StandingCosts
from cloud_constructs.diagram import Architecture

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


def test_the_picture_leads_from_the_api_to_files_and_back_to_the_processor() -> None:  # CV-15
    drawn = Architecture.of(assembly())
    name = {part.path: f"{part.name} {part.kind.word}" for part in drawn.parts}
    verbs = {(name[flow.source], name[flow.target]): set(map(str, flow.verbs)) for flow in drawn.flows}

    assert "calls" in verbs["Api HTTP API", "Files function"]
    assert verbs["Files function", "Files bucket"] >= {"reads", "writes"}
    assert "writes" in verbs["Files function", "Nodes table"]
    assert verbs["NewFiles rule", "FileProcessor function"] == {"calls"}
    assert ("Health function", "Files bucket") not in verbs


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_can_pay_for_what_stands_in_it(stage: str) -> None:  # CV-14
    assert 0 < StandingCosts.of(assembly(stage)).usd < STAGES[stage].monthly_budget
