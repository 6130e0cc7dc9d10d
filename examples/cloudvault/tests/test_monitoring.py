"""What operators see and hear of, in the templates and on the embedded AWS."""

import json
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from cloudvault import CloudVault, Config
from cloudvault.config import STAGES
from vault_client import upload
from vault_client.embedded import DeployedApp
from vault_pages.app import ACCOUNT, REGION, assembly, vault
from vault_trials.journey import settled

from cloud_constructs import AlarmSet, ApiRoute, WorkQueue
from cloud_constructs.core import Watchable
from cloud_constructs.local.trials import until

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
# What has no alarms, and why: docs/operations.md says the same.
UNWATCHED = {
    "CloudVaultRecovery/Files": "Copies arrive or not where they come from, and are read only in a disaster",
    "CloudVaultCompliance/Trail/Files": "AWS alone writes to it, and says itself when it cannot",
    "CloudVaultCompliance/Reports": "Written once a week, by a function that is watched",
    "CloudVaultTuning": "Whoever starts a trial of power tuning waits for what it reports",
    "CloudVaultMonitoring-us-east-1": "Tells the addresses that the topics at home tell, which are watched",
}
MEASURES = {"Uploads", "StorageUsed", "ActiveUsers", "ShareLinks"}


@cache
def resources() -> dict[str, Any]:
    return json.loads((assembly() / "CloudVaultMonitoring.template.json").read_text())["Resources"]


def of(kind: str) -> dict[str, dict[str, Any]]:
    return {id: body["Properties"] for id, body in resources().items() if body["Type"] == kind}


def dashboard(name: str) -> list[dict[str, Any]]:
    """Return the widgets of a dashboard; what only CloudFormation knows reads `?`."""
    (found,) = (each for id, each in of("AWS::CloudWatch::Dashboard").items() if id.startswith(name))
    body = found["DashboardBody"]
    parts = [body] if isinstance(body, str) else body["Fn::Join"][1]
    return json.loads("".join(part if isinstance(part, str) else "?" for part in parts))["widgets"]


def metrics_of(widgets: list[dict[str, Any]]) -> set[str]:
    return {
        metric[1]
        for widget in widgets
        for metric in widget["properties"].get("metrics", [])
        if len(metric) > 1
    }


@pytest.mark.parametrize(
    "metric",
    [
        *("Errors", "Throttles", "Duration", "5xx", "Latency", "IteratorAge", "BucketSizeBytes"),
        *("ReadThrottleEvents", "WriteThrottleEvents", "ApproximateNumberOfMessagesVisible"),
    ],
)
def test_operators_hear_of_what_users_would_feel(metric: str) -> None:  # CV-5
    assert [alarm for alarm in of(ALARM).values() if alarm.get("MetricName") == metric]


def test_every_function_queue_and_table_is_watched() -> None:  # CV-5
    watched = {alarm.target.name for alarm in vault("prod").monitoring.alarms.watched}
    functions = {function.node.id for function in vault("prod").compute.by_name.values()}

    assert functions <= watched
    assert {"Users", "Nodes", "Shares", "Activity", "Files", "Notifications"} <= watched


def unwatched(app: cdk.App) -> set[str]:
    """Return what could be watched and is not: of what stands in each other, what stands around."""
    seen = {
        (alarm.target.service, *sorted(alarm.target.dimensions.items()))
        for alarms in app.node.find_all()
        if isinstance(alarms, AlarmSet)
        for alarm in alarms.watched
    }
    found: set[str] = set()
    for node in app.node.find_all():
        around = any(isinstance(scope, Watchable) for scope in node.node.scopes[:-1])
        # A route's own metrics cost more than they tell beside those of its function.
        if isinstance(node, Watchable) and not isinstance(node, ApiRoute) and not around:
            targets = node.alarm_targets()
            if any((one.service, *sorted(one.dimensions.items())) not in seen for one in targets):
                found.add(node.node.path)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_that_can_be_watched_is_left_out_without_a_reason(stage: str) -> None:  # CV-5
    app = cdk.App(context={"stage": stage})
    CloudVault(app, config=Config.of(app), account=ACCOUNT, region=REGION)
    assert [path for path in unwatched(app) if not path.startswith(tuple(UNWATCHED))] == []

    stack = cdk.Stack(app, "Later", env=cdk.Environment(account=ACCOUNT, region=REGION))
    WorkQueue(stack, "Queue")
    assert "Later/Queue" in unwatched(app)


def test_whoever_answers_users_is_watched_from_where_its_metrics_are() -> None:  # CV-5
    template = json.loads((assembly() / "CloudVaultMonitoring-us-east-1.template.json").read_text())
    bodies = [body["Properties"] for body in template["Resources"].values() if body["Type"] == ALARM]

    assert {alarm.get("Namespace") for alarm in bodies} >= {"AWS/CloudFront"}
    assert "AWS/WAFV2" in json.dumps(bodies)
    assert all(alarm["AlarmActions"] for alarm in bodies)


def test_one_alarm_says_whether_the_whole_is_unwell() -> None:  # CV-5 CV-18
    made = {id: alarm for id, alarm in of(COMPOSITE).items() if "Unhealthy" in id}
    (whole,) = (alarm for alarm in made.values() if alarm.get("AlarmActions"))
    parts = {part["Ref"] for part in whole["AlarmRule"]["Fn::Join"][1] if isinstance(part, dict)}

    assert parts == {id for id, alarm in made.items() if alarm is not whole}
    assert "OnCall" in json.dumps(whole["AlarmActions"])
    looked_at = json.dumps([made[part]["AlarmRule"] for part in parts])
    paging = [alarm for alarm in vault("prod").monitoring.alarms.watched if alarm.severity.value == "page"]
    assert looked_at.count("ALARM(") == len([one for one in paging if one.target.region in (None, REGION)])


def test_pages_and_tickets_go_to_different_people() -> None:  # CV-18
    severities: dict[str, set[str]] = {"page": set(), "ticket": set()}
    alarms = {alarm.alarm.node.id: alarm.severity.value for alarm in vault("prod").monitoring.alarms.watched}
    for id, alarm in of(ALARM).items():
        for name, severity in alarms.items():
            if id.startswith(f"Alarms{name.replace('.', '').replace('-', '')}") and severity in severities:
                severities[severity].add(json.dumps(alarm["AlarmActions"]))

    page, ticket = severities["page"], severities["ticket"]
    assert (len(page), len(ticket)) == (1, 1)
    assert page != ticket
    assert "OnCall" in next(iter(page))


def test_in_dev_nobody_is_woken() -> None:  # CV-18
    assert {alarm.severity.value for alarm in vault("dev").monitoring.alarms.watched} == {"ticket"}


def test_what_users_are_promised_wakes_somebody_in_time() -> None:  # CV-18
    rules = [alarm["AlarmRule"] for id, alarm in of(COMPOSITE).items() if "Unhealthy" not in id]

    assert len(rules) == 6
    assert all("AND" in json.dumps(rule) for rule in rules)
    budgets = [widget["properties"]["title"] for widget in dashboard("Operations")[:2]]
    assert budgets == ["Availability: budget left", "Speed: budget left"]


def test_nobody_is_told_while_things_are_mended() -> None:  # CV-18
    rules = list(of("AWS::CloudWatch::AlarmMuteRule").values())
    muted = [name for rule in rules for name in rule["MuteTargets"]["AlarmNames"]]

    assert {rule["Rule"]["Schedule"]["Expression"] for rule in rules} == {"cron(0 3 * * SUN)"}
    watched = vault("prod").monitoring.alarms.watched
    assert len(muted) == len([alarm for alarm in watched if alarm.target.region in (None, REGION)])


def test_an_alarm_leads_to_its_chapter_of_the_runbook() -> None:  # CV-18
    app = cdk.App(context={"stage": "dev", "runbook": "https://wiki.example.com/vault"})
    made = CloudVault(app, config=Config.of(app), account="123456789012", region="eu-west-1")

    for watched in made.monitoring.alarms.watched:
        assert f"https://wiki.example.com/vault#{watched.anchor}" in watched.alarm.alarm_description


def test_dashboards_show_the_business_and_who_waits_for_what() -> None:  # CV-5 CV-13
    assert metrics_of(dashboard("Business")) == MEASURES
    assert metrics_of(dashboard("Performance")) == {"Latency", "IntegrationLatency", "Duration", "ColdStart"}
    titles = [widget["properties"]["title"] for widget in dashboard("Performance")]
    assert "files: cold starts" in titles


def test_questions_to_the_logs_are_saved() -> None:  # CV-5
    saved = {query["Name"]: query for query in of("AWS::Logs::QueryDefinition").values()}

    assert {"CloudVault/One request", "CloudVault/Failed requests", "CloudVault/Cold starts"} <= set(saved)
    functions = vault("prod").compute.by_name
    assert all(len(query["LogGroupNames"]) == len(functions) for query in saved.values())


@pytest.mark.embedded
def test_what_the_dashboard_shows_is_what_the_functions_publish(app: DeployedApp, tmp_path: Any) -> None:
    """CV-5: the metrics of the log lines are those of the graphs, with their dimensions."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"1234567")
    api = app.api()
    file_id = settled(api, upload(api, path)["file_id"])["file_id"]
    api.post("/api/shares", file_id=file_id, expires_in=3600)
    logs = app.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    group = next(name for name in groups if "ChangeCapture" in name)

    def published() -> list[dict[str, Any]]:
        lines = logs.filter_log_events(logGroupName=group, filterPattern="CloudWatchMetrics")["events"]
        return [json.loads(line["message"]) for line in lines]

    until("the metrics", lambda: set[str]().union(*published()) >= MEASURES)
    for line in published():
        (metrics,) = line["_aws"]["CloudWatchMetrics"]
        if {metric["Name"] for metric in metrics["Metrics"]} & MEASURES:
            assert (metrics["Namespace"], line["service"]) == ("CloudVault", "change_capture")
            assert metrics["Dimensions"] == [["service"]]
