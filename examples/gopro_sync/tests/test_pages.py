"""The pages below docs/ say what is so."""

import re
from pathlib import Path

import pages
import pytest
from costs.template import standing_in
from costs.usage import Usage

from cloud_constructs.cost import total

EXAMPLE = Path(__file__).parent.parent
DOCS = EXAMPLE / "docs"
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("name", pages.PAGES)
def test_what_is_made_from_the_app_is_as_the_app_is(name: str) -> None:  # GS-18
    assert (DOCS / name).read_text() == pages.PAGES[name](), "run python examples/gopro_sync/pages.py"


def test_the_picture_leads_from_the_schedule_to_the_bucket() -> None:  # GS-8
    drawn = pages.architecture()
    name = {part.path: part.name for part in drawn.parts}
    verbs = {(name[flow.source], name[flow.target]): set(map(str, flow.verbs)) for flow in drawn.flows}

    assert verbs["Sync/Schedule", "Sync"] == {"calls"}
    for function in ("Authenticator", "Lister", "Downloader"):
        assert verbs["Sync", function] == {"calls"}
    assert verbs["Downloader", "Media"] == {"reads", "writes"}
    assert verbs["Downloader", "Tracker"] == {"reads", "writes"}
    assert verbs["Lister", "Tracker"] == {"reads"}
    assert verbs["Credentials", "Rotator"] == {"calls"}
    assert ("Authenticator", "Media") not in verbs


@pytest.mark.parametrize(
    "page", [EXAMPLE / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.stem
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_functions_send_the_traces_that_the_page_names() -> None:  # GS-1
    functions = "".join(path.read_text() for path in (EXAMPLE / "functions").rglob("*.py"))
    rows = re.findall(r"^\| (`[^|]*`) \| (`[^|]*`) \|", (DOCS / "traces.md").read_text(), re.MULTILINE)

    assert len(rows) == 3
    for names, annotations in rows:
        for word in re.findall(r"`([^`]+)`", names):
            assert f'"{word}"' in functions
        for word in re.findall(r"`([^`]+)`", annotations):
            assert f"{word}=" in functions


def test_every_quantity_has_a_price_and_a_page() -> None:  # GS-18
    month = Usage().month(1)

    for charge in month.charges(through_nat=True):
        assert charge.usd > 0, charge
        assert charge.price.page.startswith("https://aws.amazon.com/")


def test_the_bill_grows_with_the_library_and_falls_after_the_first_month() -> None:  # GS-18
    def bill(number: int, **inputs: float) -> float:
        return total(Usage(**inputs).month(number).charges(through_nat=False))

    assert bill(1, library_videos=600) > 1.9 * bill(1, library_videos=300, custom_metrics=1) - 1
    assert bill(2) < bill(1)
    assert bill(12) > bill(2)
    assert bill(1, part_mib=16) > bill(1, part_mib=100)


def test_a_network_stands_in_production_alone() -> None:  # GS-3 GS-18
    dev, prod = ({charge.what for charge in standing_in(stage)} for stage in ("dev", "prod"))

    assert {"encryption keys", "secrets", "alarms", "dashboards"} <= dev
    assert prod - dev == {"NAT gateways", "public addresses", "interface endpoints"}
