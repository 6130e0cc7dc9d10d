"""Every alarm of the catalogue, deployed and fed: silent below its threshold, loud above it, and heard."""

import json
import time
from collections.abc import Iterator
from typing import Any

import aws_cdk as cdk
import pytest
from harness import ENV, http_api, pipeline

from cloud_constructs import AlarmSet, AlertTopic, WorkQueue
from cloud_constructs.local import Deployment, Embedded

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
    AlarmSet(stack, "Watching", notify=told).watch_all(stack)
    app.synth()
    with Embedded(folder / "engine") as aws:
        yield aws.deploy(folder / "cdk.out")


def feed(deployed: Deployment, share: float, excess: float = 0) -> dict[str, str]:
    """Send every alarm's metric for all of its periods; return the state of each by its metric and target."""
    cloudwatch = deployed.client("cloudwatch")
    now = time.time()
    for alarm in cloudwatch.describe_alarms()["MetricAlarms"]:
        data = [
            {
                "MetricName": alarm["MetricName"],
                "Dimensions": alarm["Dimensions"],
                "Value": alarm["Threshold"] * share + excess,
                "Timestamp": now - number * alarm["Period"],
            }
            for number in range(alarm["EvaluationPeriods"])
        ]
        cloudwatch.put_metric_data(Namespace=alarm["Namespace"], MetricData=data)
    return {
        f"{alarm['MetricName']} {alarm['Dimensions'][0]['Value']}": alarm["StateValue"]
        for alarm in cloudwatch.describe_alarms()["MetricAlarms"]
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

    silent = feed(deployed, 0.99)
    assert len(silent) > 30
    assert "ALARM" not in silent.values()

    loud = feed(deployed, 1, excess=1)
    assert {target for target, state in loud.items() if state != "ALARM"} == set()

    deadline = time.monotonic() + 30
    heard: set[str] = set()
    while len(heard) < len(loud) and time.monotonic() < deadline:
        messages = receive(deployed, queue)
        heard |= {message["AlarmName"] for message in messages if message["NewStateValue"] == "ALARM"}
        if not messages:
            feed(deployed, 1, excess=1)
    assert len(heard) == len(loud), f"{len(heard)} of {len(loud)} alarms told somebody"
