import pytest
from core.test_settings import STAGES

from cloud_constructs.testing import assert_settings_page

PAGE = """
| `-c` | dev | prod | what it is |
|---|---|---|---|
| `vpc` | off | on | whether functions stand in a network |
| `link_days` | 7 | 7 | how long a link works |
| `operators` | operators@example.com | operators@example.com | who is told |
| `domain` | - | - | the app's name |
"""


def test_a_page_that_is_right_passes() -> None:
    assert_settings_page(PAGE, STAGES)


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("| `vpc` | off |", "| `vpc` | on |", "the page says otherwise of dev"),
        ("| `link_days` |", "| `link_hours` |", "differ in link_days, link_hours"),
        ("| `domain` | - | - | the app's name |\n", "", "differ in domain"),
        ("| `link_days` | 7 | 7 |", "| `link_days` | 7 | - |", "in prod the page says nothing of link_days"),
    ],
)
def test_a_page_that_is_wrong_is_found(right: str, wrong: str, problem: str) -> None:
    assert right in PAGE

    with pytest.raises(AssertionError, match=problem):
        assert_settings_page(PAGE.replace(right, wrong), STAGES)
