"""The model behind docs/cost.md."""

from dataclasses import replace
from itertools import pairwise

import pytest
from apex_pages.lifecycle import MONTH, Rules, saved, stored, stored_for_ever
from apex_pages.usage import USAGE
from hypothesis import given
from hypothesis import strategies as st

from cloud_constructs.cost import total

RULES = Rules(infrequent_days=30, gone_days=91)


@given(
    month=st.integers(1, 8),
    infrequent=st.integers(1, 90),
    more=st.integers(1, 120),
)
def test_what_is_stored_is_what_a_simulation_by_the_day_stores(
    month: int, infrequent: int, more: int
) -> None:
    rules = Rules(infrequent_days=infrequent, gone_days=infrequent + more)
    standard = cold = 0.0
    for moment in range(MONTH * (month - 1), MONTH * month):
        # In the middle of a day, those of each day before it are a whole number of days and a half old.
        ages = [moment - day for day in range(moment)]
        standard += sum(1 for age in ages if age < infrequent) / MONTH
        cold += sum(1 for age in ages if infrequent <= age < rules.gone_days) / MONTH
    held = stored(1.0, month, rules)

    # A day's uploads come over the day: a simulation by whole days is off by a day's at most.
    assert held.standard == pytest.approx(standard / MONTH, abs=2 / MONTH)
    assert held.infrequent == pytest.approx(cold / MONTH, abs=2 / MONTH)


@given(month=st.integers(1, 60), gigabytes=st.floats(0.1, 1e6))
def test_nothing_is_lost_and_nothing_stored_twice(month: int, gigabytes: float) -> None:
    never = Rules(infrequent_days=30, gone_days=MONTH * 60)
    held, everything = stored(gigabytes, month, never), stored_for_ever(gigabytes, month)

    assert held.standard + held.infrequent == pytest.approx(everything.standard)
    assert everything.standard == pytest.approx(gigabytes * (month - 0.5))


def test_lifecycle_rules_save_sixty_percent_from_the_sixth_month_on() -> None:  # AS-12
    saving = [saved(90.0, month, RULES) for month in range(1, 25)]

    assert saving[0] == 0
    assert all(earlier < later for earlier, later in pairwise(saving))
    assert next(month for month, percent in enumerate(saving, 1) if percent >= 60) == 6


def test_most_of_it_is_saved_by_deleting_not_by_moving() -> None:  # AS-12
    kept_in_standard = Rules(infrequent_days=91, gone_days=91)
    month = 12
    moving = 1 - stored(1, month, RULES).usd / stored(1, month, kept_in_standard).usd

    assert saved(1, month, kept_in_standard) > 70
    assert 0.25 < moving < 0.35


def test_where_uploads_double_each_month_sixty_percent_are_never_saved() -> None:  # AS-12
    # What grows is the sum of steady streams, one of which begins each month.
    streams = [1.0, *(2.0**month for month in range(23))]
    for month in range(1, 25):
        running = [(gigabytes, month - begun) for begun, gigabytes in enumerate(streams) if begun < month]
        with_rules = sum(stored(gigabytes, age, RULES).usd for gigabytes, age in running)
        for_ever = sum(stored_for_ever(gigabytes, age).usd for gigabytes, age in running)
        assert with_rules > 0.4 * for_ever


def test_what_is_saved_does_not_depend_on_how_much_there_is() -> None:
    assert saved(1, 9, RULES) == pytest.approx(saved(1000, 9, RULES))


@pytest.mark.parametrize(
    "more",
    [
        {"videos": 120},
        {"gb_per_video": 3.0},
        {"downloads_per_video": 4.0},
        {"mails_per_video": 2.0},
        {"trainers": 6},
        {"part_mib": 8},
        {"requests_per_video": 80},
        {"visits_per_video": 12},
        {"files_per_visit": 24},
        {"milliseconds": 120},
        {"log_kb_per_request": 6.0},
        {"trail_mb": 300.0},
        {"config_items": 401},
        {"config_evaluations": 1001},
        {"custom_metrics": 19},
    ],
)
def test_each_input_counts(more: dict[str, float]) -> None:  # AS-12
    usage = USAGE["prod"]

    assert total(replace(usage, **more).charges(12, RULES)) > total(usage.charges(12, RULES))


def test_every_gigabyte_that_comes_in_is_paid_for() -> None:
    usage = USAGE["prod"]
    by_price = {charge.price.page + charge.what: charge for charge in usage.charges(12, RULES)}
    quantities = {key.partition("pricing/")[2]: charge.quantity for key, charge in by_price.items()}

    # 90 GB a month: one month's in Standard, two and a day's in Standard-IA.
    assert quantities["videos, first days"] == pytest.approx(90)
    assert quantities["videos, then"] == pytest.approx(90 * 61 / 30)
    assert quantities["videos that move"] == pytest.approx(60)
