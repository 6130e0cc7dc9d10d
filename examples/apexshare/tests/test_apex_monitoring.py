"""What operators see and hear of, in the templates of production, and on the embedded AWS."""

import json
import re
import time
from functools import cache
from typing import Any

import pytest
from apex_client.api import ApiError
from apex_client.embedded import DeployedApp
from apex_pages.app import resources, share
from apexshare.monitoring import LINK_GUESSES, SIGN_INS_FAILED, TOKENS_REFUSED, UPLOADS_REJECTED

STACK = "ApexShareMonitoring"
ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
FILTERS = {
    "LinkGuesses": LINK_GUESSES,
    "SignInsFailed": SIGN_INS_FAILED,
    "TokensRefused": TOKENS_REFUSED,
    "UploadsRejected": UPLOADS_REJECTED,
}


@cache
def dashboard(name: str) -> list[dict[str, Any]]:
    """Return the widgets of a dashboard; what only CloudFormation knows reads `?`."""
    (found,) = (
        each for id, each in resources(STACK, "AWS::CloudWatch::Dashboard").items() if id.startswith(name)
    )
    body = found["DashboardBody"]
    parts = [body] if isinstance(body, str) else body["Fn::Join"][1]
    return json.loads("".join(part if isinstance(part, str) else "?" for part in parts))["widgets"]


def titles(name: str) -> set[str]:
    return {widget["properties"].get("title", "") for widget in dashboard(name)}


def test_everything_that_is_made_is_watched() -> None:  # AS-7
    made = share()
    watched = {alarm.target.name for alarm in made.monitoring.alarms.watched}

    assert {function.node.id for function in made.api.by_name.values()} <= watched
    assert {"CostReport", "Records", "Videos", "Mail", "Firewall", "Api", "MailQueue", "Web"} <= watched


def test_what_people_would_feel_wakes_somebody_and_in_dev_nobody() -> None:  # AS-7
    assert {alarm.severity.value for alarm in share("dev").monitoring.alarms.watched} == {"ticket"}
    paging = [alarm for alarm in share().monitoring.alarms.watched if alarm.severity.value == "page"]
    assert {"Errors", "5XXError", "Reputation.BounceRate"} <= {alarm.spec.metric for alarm in paging}


def test_one_alarm_says_whether_the_whole_is_unwell() -> None:  # AS-7
    """CloudWatch takes so many alarms in one rule, so that there are alarms on parts of them in between."""
    composites = resources(STACK, COMPOSITE)
    rules = json.dumps([composite["AlarmRule"] for composite in composites.values()])
    told = [composite for composite in composites.values() if composite.get("AlarmActions")]

    alarms = share().monitoring.alarms.watched
    paging = [alarm for alarm in alarms if alarm.severity.value == "page" and alarm.target.region is None]
    assert len(told) == 1
    assert len(set(re.findall(r'"Ref": "(\w+)"', rules)) & set(resources(STACK, ALARM))) == len(paging)


def test_what_stands_in_logs_alone_is_counted_and_told() -> None:  # AS-7
    filters = {id: each["FilterPattern"] for id, each in resources(STACK, "AWS::Logs::MetricFilter").items()}
    alarms = {alarm.get("MetricName"): alarm for alarm in resources(STACK, ALARM).values()}

    assert filters == FILTERS
    for metric in FILTERS:
        assert alarms[metric]["Namespace"] == "ApexShare"
        assert alarms[metric]["AlarmActions"]


def test_the_dashboards_show_alarms_the_business_and_what_it_costs() -> None:  # AS-7
    assert "Attempts" in titles("Operations")
    assert len(dashboard("Operations")) > len(share().monitoring.alarms.watched)
    assert titles("Business") >= {
        "Videos that came, and links that left",
        "Downloads",
        "Billed this month, by service",
        "Stored: Standard-IA",
    }


def test_the_bill_is_drawn_from_the_region_that_has_it() -> None:  # AS-7
    billed = [each["properties"] for each in dashboard("Business") if "Billed" in each["properties"]["title"]]

    assert {properties["region"] for properties in billed} == {"us-east-1"}


def test_questions_to_the_logs_are_saved() -> None:  # AS-7
    saved = {query["Name"]: query for query in resources(STACK, "AWS::Logs::QueryDefinition").values()}

    assert {
        "ApexShare/What became of a video",
        "ApexShare/Rejected uploads",
        "ApexShare/Cold starts",
    } <= set(saved)
    functions = share().api.by_name
    assert all(len(query["LogGroupNames"]) == len(functions) for query in saved.values())


@pytest.mark.embedded
def test_a_guess_at_a_link_is_in_the_log_as_the_filter_looks_for_it(app: DeployedApp) -> None:  # AS-7
    with pytest.raises(ApiError) as refused:
        app.student().post("/links/open", token="A" * 43)
    logs = app.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    (group,) = (name for name in groups if "Downloads" in name and "ApexShareApi" in name)
    give_up = time.monotonic() + 10
    found: list[Any] = []
    while not found and time.monotonic() < give_up:
        found = logs.filter_log_events(logGroupName=group, filterPattern=LINK_GUESSES)["events"]

    assert refused.value.status == 404
    assert found
