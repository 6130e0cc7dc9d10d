from datetime import date

import pytest

from cloud_constructs import Waiver, WaiverError


def test_a_short_reason_is_refused() -> None:
    with pytest.raises(WaiverError, match=r"'not needed' is shorter than 20 characters.*To mend it"):
        Waiver(reason="not needed")


def test_blanks_do_not_make_a_reason() -> None:
    with pytest.raises(WaiverError):
        Waiver(reason="short" + " " * 20)


def test_the_text_carries_ticket_and_last_day() -> None:
    waiver = Waiver(reason="The data are public weather readings", ticket="SEC-1", expires=date(2027, 6, 1))

    assert waiver.text == "The data are public weather readings [ticket SEC-1] [expires 2027-06-01]"
