"""Every alarm goes off beyond its threshold and not before, and the operator is told: on the embedded AWS."""

import base64
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync

from cloud_constructs.local import Deployment, Embedded

Alarm = dict[str, Any]
ENV = cdk.Environment(account="123456789012", region="eu-west-1")
PAGE = Path(__file__).parents[1] / "docs" / "alarms.md"
HEARD_SECONDS = 30.0
FUNCTIONS = ("Authenticator", "Lister", "Downloader", "Rotator")
WORDS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
}

# metric: statistic, comparison, threshold, seconds, and the alarms on it (GS-10)
GIVEN = {
    "ItemsFailed": ("Sum", ">", 3, 300, ["SyncItemsFailed"]),
    "AuthenticationFailures": ("Sum", ">", 1, 300, ["goproAuthenticationFailures"]),
    "Errors": ("Sum", ">", 5, 300, [f"{name}Errors" for name in FUNCTIONS]),
    "Throttles": ("Sum", ">", 1, 300, [f"{name}Throttles" for name in FUNCTIONS]),
    "ExecutionsFailed": ("Sum", ">", 1, 300, ["SyncExecutionsFailed"]),
    "ApproximateNumberOfMessagesVisible": (
        *("Maximum", ">=", 1, 60),
        [
            f"{name}{queue}ApproximateNumberOfMessagesVisible"
            for name in FUNCTIONS
            for queue in ("Failures", "FailuresDeadLetters")
        ],
    ),
    "RotationFailed": ("Sum", ">", 0, 300, ["goproRotationFailed"]),
    "TransferThroughput": ("Average", "<", 20, 900, ["goproTransferThroughput"]),
}
# metric: a value that is fine, and one that, after it, is not
VALUES = {
    "ItemsFailed": (3, 1),
    "AuthenticationFailures": (1, 1),
    "Errors": (5, 1),
    "Throttles": (1, 1),
    "ExecutionsFailed": (1, 1),
    "ApproximateNumberOfMessagesVisible": (0, 1),
    "RotationFailed": (0, 1),
    "TransferThroughput": (20, 19),
}


@dataclass
class Deployed:
    """The deployed app, with a queue that hears what the operator is told."""

    aws: Deployment
    url: str
    heard: set[str] = field(default_factory=set)

    def alarm(self, name: str) -> Alarm:
        # CloudFormation ends the name with the logical id's hash and letters of its own.
        pattern = re.compile(rf"GoProSync-Alarms{name}[0-9A-F]{{8}}-\w+")
        pages = self.aws.client("cloudwatch").get_paginator("describe_alarms").paginate()
        (alarm,) = (
            each for page in pages for each in page["MetricAlarms"] if pattern.fullmatch(each["AlarmName"])
        )
        return alarm

    def states(self, names: list[str]) -> set[str]:
        return {self.alarm(name)["StateValue"] for name in names}

    def publish(self, alarm: Alarm, value: float) -> None:
        datum = {"MetricName": alarm["MetricName"], "Dimensions": alarm["Dimensions"], "Value": value}
        self.aws.client("cloudwatch").put_metric_data(Namespace=alarm["Namespace"], MetricData=[datum])

    def tells(self, names: set[str]) -> bool:
        """Whether the operator is told within a while that alarms went off."""
        deadline = time.monotonic() + HEARD_SECONDS
        while not names <= self.heard and time.monotonic() < deadline:
            answer = self.aws.client("sqs").receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            told = [json.loads(json.loads(each["Body"])["Message"]) for each in answer.get("Messages", [])]
            self.heard |= {each["AlarmName"] for each in told if each.get("NewStateValue") == "ALARM"}
        return names <= self.heard


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("alarms")
    app = cdk.App(outdir=str(folder / "cdk.out"), context={"stage": "dev"})
    GoProSync(app, "GoProSync", env=ENV)
    app.synth()
    with Embedded(folder / "engine") as engine:
        aws = engine.deploy(folder / "cdk.out")
        sqs = aws.client("sqs")
        url = sqs.create_queue(QueueName="operator")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = aws.stacks["GoProSync"].outputs["AlertsTopicArn"]
        aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        yield Deployed(aws, url)


@pytest.mark.parametrize("metric", GIVEN)
def test_alarms_have_the_thresholds_of_the_specification(deployed: Deployed, metric: str) -> None:  # GS-10
    *given, names = GIVEN[metric]
    for name in names:
        alarm = deployed.alarm(name)
        seconds = alarm["Period"] * alarm["EvaluationPeriods"]
        comparison = WORDS[alarm["ComparisonOperator"]]
        assert [alarm["Statistic"], comparison, alarm["Threshold"], seconds] == given
        assert alarm["TreatMissingData"] == "notBreaching"
        assert alarm["AlarmActions"] == [deployed.aws.stacks["GoProSync"].outputs["AlertsTopicArn"]]


@pytest.mark.parametrize("metric", GIVEN)
def test_they_go_off_beyond_it_and_the_operator_is_told(deployed: Deployed, metric: str) -> None:  # GS-10
    names = GIVEN[metric][-1]
    fine, too_much = VALUES[metric]
    # Without data all is well: nothing failed, and nothing was transferred.
    assert "ALARM" not in deployed.states(names)

    # The engine judges an alarm by its metric in all dimensions, so one value is a value for all.
    deployed.publish(deployed.alarm(names[0]), fine)
    assert deployed.states(names) == {"OK"}

    deployed.publish(deployed.alarm(names[0]), too_much)
    assert deployed.states(names) == {"ALARM"}
    assert deployed.tells({deployed.alarm(name)["AlarmName"] for name in names})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_watched_by_its_own_name(deployed: Deployed, name: str) -> None:  # GS-10
    for metric in ("Errors", "Throttles"):
        (dimension,) = deployed.alarm(f"{name}{metric}")["Dimensions"]
        assert dimension["Name"] == "FunctionName"
        assert dimension["Value"].startswith(f"GoProSync-{name}")


def test_what_a_refused_function_publishes_is_what_its_alarm_watches(
    deployed: Deployed, serve: Any
) -> None:  # GS-10
    # GS-10
    revoked = {**serve({"a.mp4": 1}).credentials(), "refresh_token": "revoked"}
    outputs = deployed.aws.stacks["GoProSync"].outputs
    deployed.aws.client("secretsmanager").put_secret_value(
        SecretId=outputs["CredentialsSecretArn"], SecretString=json.dumps(revoked)
    )
    functions = deployed.aws.client("lambda")
    (name,) = (
        each["FunctionName"]
        for each in functions.list_functions()["Functions"]
        if each["FunctionName"].startswith("GoProSync-Authenticator")
    )
    answer = functions.invoke(
        FunctionName=name,
        LogType="Tail",
        Payload=json.dumps({"provider": "gopro", "correlation_id": "run-1"}),
    )
    assert json.loads(answer["Payload"].read())["errorType"] == "AuthenticationFailed"

    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    (published,) = (json.loads(line) for line in lines if '"_aws"' in line)
    (directive,) = published["_aws"]["CloudWatchMetrics"]
    alarm = deployed.alarm("goproAuthenticationFailures")
    assert directive["Namespace"] == alarm["Namespace"]
    assert {metric["Name"] for metric in directive["Metrics"]} == {alarm["MetricName"]}
    assert {name: published[name] for names in directive["Dimensions"] for name in names} == {
        each["Name"]: each["Value"] for each in alarm["Dimensions"]
    }
    assert published["AuthenticationFailures"] == 1


def test_what_the_pipeline_publishes_is_what_its_alarm_watches(deployed: Deployed) -> None:  # GS-10
    arn = deployed.aws.stacks["GoProSync"].outputs["StateMachineArn"]
    text = deployed.aws.client("stepfunctions").describe_state_machine(stateMachineArn=arn)["definition"]
    alarm = deployed.alarm("SyncItemsFailed")

    assert f'"Namespace":"{alarm["Namespace"]}"' in text
    assert '"MetricName":"ItemsFailed"' in text
    assert alarm["Dimensions"] == [{"Name": "StateMachineArn", "Value": arn}]


def test_the_page_has_every_threshold() -> None:  # GS-10 GS-18
    row = r"^\| (\w+) \| (>=?|<) (\d+)(?: Mbit/s)?(?: in (\d+) min)?[,\w ]* \|"
    said = {
        metric: (comparison, int(value), int(minutes or 1) * 60)
        for metric, comparison, value, minutes in re.findall(row, PAGE.read_text(), re.MULTILINE)
    }

    assert said == {
        metric: (comparison, threshold, seconds)
        for metric, (_, comparison, threshold, seconds, _) in GIVEN.items()
    }
