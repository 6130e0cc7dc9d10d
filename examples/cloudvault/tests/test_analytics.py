"""What happens in vaults, as it is counted and told."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vault.analytics import rollups
from vault.analytics.history import Event, due, record
from vault.analytics.reports import get_report, record_events
from vault.analytics.rollups import roll_up
from vault.caller import Caller
from vault.models.analytics import Granularity, NewEvent, NewEvents, ReportWanted
from vault.moments import as_text, new_id, now
from vault.problems import Problem
from vault_client import ApiError
from vault_client.embedded import DeployedApp

pytestmark = pytest.mark.embedded
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _user() -> Caller:
    return Caller(user_id=new_id(), email="ada@example.com", groups=frozenset())


def _report(user: Caller, granularity: Granularity) -> dict[str, Any]:
    query = {"from": BEGIN, "to": BEGIN + timedelta(days=4), "granularity": granularity}
    return get_report(user, ReportWanted.model_validate(query)).model_dump(mode="json")


def _rows(counts: dict[datetime, Counter[str]]) -> list[dict[str, Any]]:
    return [{"begins_at": as_text(at), "counts": dict(sorted(counts[at].items()))} for at in sorted(counts)]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, str, datetime] | None]:
    """Events in any order, some of them twice, and when they are counted (`None`)."""
    event = st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["file.previewed", "FileUploaded"]),
        st.sampled_from([BEGIN + hours * HOUR for hours in (0, 1, 23, 24, 71)]),
    )
    different = draw(st.lists(event, max_size=8, unique_by=lambda one: one[0]))
    twice = st.sampled_from(different) if different else st.none()
    told = draw(st.permutations([*different, *draw(st.lists(twice, max_size=4))]))
    return [step for one in told for step in ((one, None) if draw(st.booleans()) else (one,))]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_reports_are_right_however_late_and_often_events_come(  # CV-2.1
    in_functions: DeployedApp, history: list[tuple[str, str, datetime] | None]
) -> None:
    ada, eve = _user(), _user()
    for step in history:
        if step is None:
            roll_up()
            continue
        event_id, name, at = step
        record([Event(ada.user_id, event_id * 32, name, at)])
        record([Event(eve.user_id, event_id * 32, name, at)])
    roll_up()

    hours, days = dict[datetime, Counter[str]](), dict[datetime, Counter[str]]()
    for _, name, at in {step for step in history if step}:
        hours.setdefault(at, Counter())[name] += 1
        days.setdefault(at.replace(hour=0), Counter())[name] += 1
    assert _report(ada, Granularity.HOUR)["rows"] == _rows(hours)
    assert _report(ada, Granularity.DAY)["rows"] == _rows(days)
    assert _report(eve, Granularity.DAY) == _report(ada, Granularity.DAY)
    assert due() == []


def test_an_event_that_comes_while_its_hour_is_counted_is_counted_next_time(  # CV-2.1
    in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, count = _user(), rollups.counts_of
    record([Event(ada.user_id, new_id(), "first", BEGIN)])

    def slowly(hour: datetime) -> Iterator[tuple[str, dict[str, int]]]:
        counted = list(count(hour))
        record([Event(ada.user_id, new_id(), "second", BEGIN)])
        yield from counted

    with monkeypatch.context() as slow:
        slow.setattr(rollups, "counts_of", slowly)
        roll_up()
    assert _report(ada, Granularity.HOUR)["totals"] == {"first": 1}
    roll_up()

    assert _report(ada, Granularity.HOUR)["totals"] == {"first": 1, "second": 1}


def test_what_there_is_no_time_for_is_counted_by_the_next_run(in_functions: DeployedApp) -> None:  # CV-2.1
    ada = _user()
    roll_up()
    record(
        [Event(ada.user_id, new_id(), "first", BEGIN), Event(ada.user_id, new_id(), "second", BEGIN + HOUR)]
    )
    times = iter([True, False])

    assert roll_up(has_time=lambda: next(times)) == 1
    assert [one.hour for one in due()] == [BEGIN + HOUR]
    assert roll_up() == 1


@pytest.mark.parametrize("late", [timedelta(days=8), -timedelta(hours=1)])
def test_events_of_long_ago_or_of_the_future_are_refused(late: timedelta) -> None:  # CV-2.1
    event = NewEvent(event_id=new_id(), name="file.previewed", at=now() - late)

    with pytest.raises(Problem, match=r"events\.0\.at: is more than 7 days ago, or still to come"):
        record_events(_user(), NewEvents(events=[event]))


def test_clients_cannot_tell_what_only_the_vault_tells(app: DeployedApp) -> None:  # CV-2.1, CV-6
    event = {"event_id": new_id(), "name": "FileUploaded", "at": as_text(now())}

    with pytest.raises(ApiError, match=r"400: events\.0\.name: String should match pattern"):
        app.api().post("/api/analytics/events", events=[event])


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
        {"from": "2026-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z", "granularity": "hour"},
        {"to": "0001-01-01T00:00:00Z"},
        {"from": "2026-03-01T00:00:00"},
    ],
)
def test_reports_over_what_is_no_time_are_refused(app: DeployedApp, query: dict[str, str]) -> None:  # CV-2.1
    with pytest.raises(ApiError, match="400: "):
        app.api().get("/api/analytics/report", **query)


def test_a_user_sees_the_report_and_the_usage(app: DeployedApp) -> None:  # CV-2.1
    api = app.api()
    at = now()
    event = {"event_id": new_id(), "name": "file.previewed", "at": as_text(at)}
    assert api.post("/api/analytics/events", events=[event, event]) == {"accepted": 2}
    app.deployment.invoke("AnalyticsRollup")

    report = api.get("/api/analytics/report", **{"from": as_text(at - HOUR), "granularity": "hour"})

    assert report["totals"] == {"file.previewed": 1}
    usage = api.get("/api/analytics/usage")
    assert usage | {"storage_quota": 0} == {
        "storage_used": 0,
        "storage_quota": 0,
        "file_count": 0,
        "requests_today": 3,
        "requests_per_day": 50_000,
    }
