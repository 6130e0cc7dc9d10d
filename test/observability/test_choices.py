"""What `watch` can be told: other thresholds, what nobody else knows, and what may be missing."""

from __future__ import annotations

import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from harness import function, new_stack, resources, table, template_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_constructs import Account, AlarmSet, AlertTopic, AnomalyBand, ArgumentError, Waiver

REASON = Waiver(reason="Clients retry, and nobody minds a slow minute", ticket="OPS-7")
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:theirs"


def watching(stack: cdk.Stack, **arguments: Any) -> AlarmSet:
    return AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"), **arguments)


def properties(stack: cdk.Stack, alarms: AlarmSet, name: str) -> dict[str, Any]:
    logical_id = stack.get_logical_id(alarms.alarms[name])
    return resources(template_of(stack), "AWS::CloudWatch::Alarm")[logical_id]["Properties"]


def test_another_threshold_replaces_the_one_that_follows() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(function(stack), thresholds={"Duration": 5000})

    alarm = properties(stack, alarms, "FunctionDuration")
    assert alarm["Threshold"] == 5000
    assert "Threshold: 5000 ms. Console" in alarm["AlarmDescription"]


def test_an_alarm_for_who_asks_is_made_for_who_asks() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(function(stack), thresholds={"ErrorRate": 2})

    alarm = properties(stack, alarms, "FunctionErrorRate")
    assert alarm["Threshold"] == 2
    assert [query["Id"] for query in alarm["Metrics"]] == ["measured", "part", "total"]
    assert [query["ReturnData"] for query in alarm["Metrics"]] == [True, False, False]
    assert alarms.watched[0].monthly_cost == 0.1
    (rate,) = (watched for watched in alarms.watched if watched.spec.alarm_name == "ErrorRate")
    assert rate.monthly_cost == 0.2


def test_a_band_is_what_is_usual() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(table(stack), thresholds={"ReadThrottleEvents": AnomalyBand(width=3)})

    alarm = properties(stack, alarms, "TableReadThrottleEvents")
    band, measured = alarm["Metrics"]
    assert band["Expression"] == "ANOMALY_DETECTION_BAND(measured, 3)"
    assert measured["MetricStat"]["Metric"]["MetricName"] == "ReadThrottleEvents"
    assert alarm["ThresholdMetricId"] == band["Id"]
    assert alarm["ComparisonOperator"] == "GreaterThanUpperThreshold"
    assert "Threshold" not in alarm
    assert "give or take 3 standard deviations" in alarm["AlarmDescription"]
    assert alarms.monthly_cost == pytest.approx(0.3 + 0.2)


def test_an_alarm_is_left_out_in_writing() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(table(stack), thresholds={"ReadThrottleEvents": REASON})

    assert alarms.waived == {"TableReadThrottleEvents": REASON}
    assert set(alarms.alarms) == {"TableWriteThrottleEvents", "TableSystemErrors"}


def test_an_import_tells_little_and_may_be_helped() -> None:
    stack = new_stack()
    alarms = watching(stack)
    theirs = lambda_.Function.from_function_arn(stack, "Theirs", ARN)
    alarms.watch(theirs)
    assert "TheirsDuration" not in alarms.alarms

    alarms.watch(theirs, name="Helped", facts={"timeout": 3000})
    assert properties(stack, alarms, "HelpedDuration")["Threshold"] == 2400


def test_what_is_told_goes_before_what_is_read() -> None:
    stack = new_stack()
    queue = sqs.Queue(
        stack,
        "Queue",
        dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=1, queue=sqs.Queue(stack, "D")),
    )
    alarms = watching(stack)
    alarms.watch(queue)
    alarms.watch(queue, name="Fast", facts={"visibility_timeout": 5})

    name = "ApproximateAgeOfOldestMessage"
    assert properties(stack, alarms, f"Queue{name}")["Threshold"] == 300
    assert properties(stack, alarms, f"Fast{name}")["Threshold"] == 50


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"thresholds": {"Durations": 1}}, "the name of an alarm is 'Durations'"),
        ({"thresholds": {"Duration": float("nan")}}, "the threshold of Duration is nan"),
        ({"thresholds": {"Duration": AnomalyBand(width=0)}}, "the width of the band of Duration is 0"),
        ({"facts": {"time_out": 1}}, "the name of a fact is 'time_out'"),
        ({"facts": {"timeout": -1}}, "the fact timeout is -1"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(arguments: dict[str, Any], says: str) -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match=re.escape(says)) as caught:
        watching(stack).watch(function(stack), **arguments)

    assert caught.value.path == "Test/Alarms/watch"
    if "name" in says:
        assert "choose one of" in caught.value.remedy
        assert "timeout" in caught.value.remedy.lower() or "Duration" in caught.value.remedy


def test_the_budget_holds_and_names_what_is_numerous() -> None:
    stack = new_stack()
    alarms = watching(stack, budget=1.5)
    alarms.watch(function(stack, "One"))
    alarms.watch(function(stack, "Two"))
    assert alarms.monthly_cost == 1.2

    with pytest.raises(ArgumentError) as caught:
        alarms.watch(function(stack, "Three"))
    assert "the alarms cost 1.80 USD a month, the budget is 1.50" in caught.value.problem
    assert "ApproximateNumberOfMessagesVisible (6)" in caught.value.remedy


def test_the_account_is_watched_once() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(Account(sends_mail=True), facts={"concurrency_quota": 3000})

    assert properties(stack, alarms, "AccountClaimedAccountConcurrency")["Threshold"] == 2700
    keys = properties(stack, alarms, "AccountKeysSymmetricRequestsOfQuota")
    assert keys["Metrics"][0]["Expression"] == "100 * used / SERVICE_QUOTA(used)"
    assert properties(stack, alarms, "AccountMailReputation.BounceRate")["Threshold"] == 0.05
    with pytest.raises(ArgumentError, match="there is an alarm of that name"):
        alarms.watch(Account())


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(st.integers(1, 900), st.integers(1, 900))
def test_a_longer_timeout_never_lowers_a_threshold(short: int, long: int) -> None:
    stack = new_stack()
    alarms = watching(stack)
    thresholds: list[float] = []
    for name, seconds in (("Short", min(short, long)), ("Long", max(short, long))):
        alarms.watch(
            lambda_.Function.from_function_name(stack, name, name), facts={"timeout": 1000 * seconds}
        )
        (duration,) = (one for one in alarms.watched if one.name == f"{name}Duration")
        assert isinstance(duration.threshold, float)
        thresholds.append(duration.threshold)

    assert thresholds[0] <= thresholds[1] <= 900_000
