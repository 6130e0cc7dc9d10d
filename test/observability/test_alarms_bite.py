"""A whole application's alarms, deployed and fed: silent below their thresholds, loud above, and heard."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import aws_cdk as cdk
import pytest
from harness import ENV, http_api, pipeline

from cloud_constructs import Account, AlarmSet, AlertTopic, WorkQueue
from cloud_constructs.local import Deployment, Embedded, Level

Alarm = dict[str, Any]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("alarms")
    app = cdk.App(outdir=str(folder / "cdk.out"))
    stack = cdk.Stack(app, "Alarms", env=ENV)
    pipeline(stack)
    http_api(stack)
    WorkQueue(stack, "Queue")
    told = AlertTopic(stack, "Told")
    cdk.CfnOutput(stack, "TopicArn", value=told.topic_arn)
    alarms = AlarmSet(stack, "Watching", notify=told)
    alarms.watch_all(stack)
    # Metric math, which the engine has not: it must not keep the others from being deployed.
    alarms.watch(Account())
    app.synth()
    with Embedded(folder / "engine") as aws:
        yield aws.deploy(folder / "cdk.out")


def below(alarm: Alarm) -> bool:
    return alarm["ComparisonOperator"].startswith("LessThan")


def silent(alarm: Alarm) -> float:
    if below(alarm):
        return alarm["Threshold"] + 1
    # The engine adds up the datapoints of all periods before it compares.
    return 0 if alarm.get("Statistic") == "Sum" else alarm["Threshold"] * 0.99


def loud(alarm: Alarm) -> float:
    # It averages with what was fed before, and adds it up.
    return -2 if below(alarm) else alarm["Threshold"] * 3 + 1


def feed(deployed: Deployment, value: Callable[[Alarm], float]) -> dict[str, str]:
    """Send every alarm's metric for all of its periods; return the state of each by its name."""
    cloudwatch = deployed.client("cloudwatch")
    now = time.time()
    for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]:
        data = [
            {
                "MetricName": alarm["MetricName"],
                "Dimensions": alarm["Dimensions"],
                "Value": value(alarm),
                "Timestamp": now - number * alarm["Period"],
            }
            for number in range(alarm["EvaluationPeriods"])
        ]
        cloudwatch.put_metric_data(Namespace=alarm["Namespace"], MetricData=data)
    return {
        alarm["AlarmName"]: alarm["StateValue"]
        for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]
    }


def receive(deployed: Deployment, url: str) -> list[Alarm]:
    got = deployed.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    return [json.loads(json.loads(message["Body"])["Message"]) for message in got.get("Messages", [])]


@pytest.mark.embedded
def test_every_alarm_is_silent_below_its_threshold_and_loud_above_it(deployed: Deployment) -> None:
    sns, sqs = deployed.client("sns"), deployed.client("sqs")
    queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = deployed.stacks["Alarms"].outputs["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    quiet = feed(deployed, silent)
    assert len(quiet) > 40
    assert {name for name, state in quiet.items() if state == "ALARM"} == set()

    on = feed(deployed, loud)
    assert {name for name, state in on.items() if state != "ALARM"} == set()

    deadline = time.monotonic() + 30
    heard: set[str] = set()
    while len(heard) < len(on) and time.monotonic() < deadline:
        messages = receive(deployed, queue)
        heard |= {message["AlarmName"] for message in messages if message["NewStateValue"] == "ALARM"}
        if not messages:
            feed(deployed, loud)
    assert len(heard) == len(on), f"{len(heard)} of {len(on)} alarms told somebody"


@pytest.mark.embedded
def test_what_the_engine_cannot_evaluate_is_reported(deployed: Deployment) -> None:
    missing = [str(entry) for entry in deployed.report.levels[Level.NOT_EMULATED]]

    assert len([entry for entry in missing if "SymmetricRequestsOfQuota" in entry]) == 1
