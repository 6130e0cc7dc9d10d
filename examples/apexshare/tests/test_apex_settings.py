"""The page of settings says what each stage has, and each of its values can be typed."""

from pathlib import Path

from apexshare.config import STAGES

from cloud_constructs.testing import assert_settings_page

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def test_the_page_says_what_each_stage_has() -> None:
    assert_settings_page(PAGE.read_text(), STAGES)
