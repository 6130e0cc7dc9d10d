"""What operators see and hear of, in the templates and on the embedded AWS."""

import json
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from cloudvault import CloudVault, Config
from vault_client import upload
from vault_client.embedded import DeployedApp
from vault_pages.app import assembly, vault
from vault_trials.journey import settled

from cloud_constructs.local.trials import until

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
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
    rules = [alarm["AlarmRule"] for alarm in of(COMPOSITE).values()]

    assert len(rules) == 6
    assert all("AND" in json.dumps(rule) for rule in rules)
    budgets = [widget["properties"]["title"] for widget in dashboard("Operations")[:2]]
    assert budgets == ["Availability: budget left", "Speed: budget left"]


def test_nobody_is_told_while_things_are_mended() -> None:  # CV-18
    rules = list(of("AWS::CloudWatch::AlarmMuteRule").values())
    muted = [name for rule in rules for name in rule["MuteTargets"]["AlarmNames"]]

    assert {rule["Rule"]["Schedule"]["Expression"] for rule in rules} == {"cron(0 3 * * SUN)"}
    assert len(muted) == len(vault("prod").monitoring.alarms.watched)


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
