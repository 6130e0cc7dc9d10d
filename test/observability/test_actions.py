"""Who is told: by severity, by stage, and never nobody."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from harness import function, new_stack, only, resources, synth, table, template_of

from cloud_constructs import Actions, AlarmSet, AlertTopic, ArgumentError, OpsItem, OpsSeverity, StageProfile

ALARM = "AWS::CloudWatch::Alarm"


def alarm_on(stack: cdk.Stack, metric: str) -> dict[str, Any]:
    """Return the properties of the one alarm on a metric."""
    bodies = [body["Properties"] for body in resources(template_of(stack), ALARM).values()]
    (found,) = (body for body in bodies if body["MetricName"] == metric)
    return found


def test_each_severity_has_its_receiver() -> None:
    stack = new_stack()
    actions = Actions(page=AlertTopic(stack, "OnCall"), ticket=AlertTopic(stack, "Team"))
    AlarmSet(stack, "Alarms", notify=actions).watch(table(stack))

    assert "OnCall" in str(alarm_on(stack, "WriteThrottleEvents")["AlarmActions"])
    assert "Team" in str(alarm_on(stack, "ReadThrottleEvents")["OKActions"])


def test_a_severity_without_a_receiver_goes_to_the_next_louder_one() -> None:
    stack = new_stack()
    actions = Actions(page=AlertTopic(stack, "OnCall"), info=AlertTopic(stack, "Curious"))
    AlarmSet(stack, "Alarms", notify=actions).watch(table(stack))

    assert "OnCall" in str(alarm_on(stack, "ReadThrottleEvents")["AlarmActions"])


@pytest.mark.parametrize(("stage", "receiver"), [("dev", "Team"), ("staging", "OnCall"), ("prod", "OnCall")])
def test_nobody_is_woken_by_a_stage_in_which_nobody_works_at_night(stage: str, receiver: str) -> None:
    stack = new_stack({"stage": stage})
    actions = Actions(page=AlertTopic(stack, "OnCall"), ticket=AlertTopic(stack, "Team"))
    AlarmSet(stack, "Alarms", notify=actions).watch(table(stack))

    assert receiver in str(alarm_on(stack, "WriteThrottleEvents")["AlarmActions"])


def test_a_profile_that_is_passed_in_decides() -> None:
    stack = new_stack()
    actions = Actions(page=AlertTopic(stack, "OnCall"), ticket=AlertTopic(stack, "Team"))
    AlarmSet(stack, "Alarms", notify=actions, profile=StageProfile.named("dev")).watch(table(stack))

    assert "Team" in str(alarm_on(stack, "WriteThrottleEvents")["AlarmActions"])


def test_alarms_may_invoke_the_function_that_receives_them_and_nobody_elses() -> None:
    def build(stack: cdk.Stack) -> None:
        AlarmSet(stack, "Alarms", notify=function(stack, "Receiver")).watch(table(stack))

    template = synth(build)
    permission = only(template, "AWS::Lambda::Permission")
    assert permission["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    assert permission["SourceAccount"] == "123456789012"
    assert "cloudwatch:eu-west-1:123456789012:alarm:*" in str(permission["SourceArn"])
    for alarm in resources(template, ALARM).values():
        assert alarm["Properties"]["AlarmActions"] == [permission["FunctionName"]]


def test_an_ops_item_is_opened_and_nothing_is_told_when_it_is_over() -> None:
    stack = new_stack()
    notify = OpsItem(severity=OpsSeverity.HIGH)
    AlarmSet(stack, "Alarms", notify=notify).watch(table(stack))

    alarm = alarm_on(stack, "SystemErrors")
    assert ":ssm:eu-west-1:123456789012:opsitem:2" in str(alarm["AlarmActions"])
    assert "OKActions" not in alarm


def test_any_topic_receives() -> None:
    stack = new_stack()
    AlarmSet(stack, "Alarms", notify=sns.Topic(stack, "Plain")).watch(table(stack))

    assert "Plain" in str(alarm_on(stack, "SystemErrors")["AlarmActions"])


@pytest.mark.parametrize("nobody", [None, "ops@example.com", AlarmSet])
def test_nobody_cannot_be_told(nobody: Any) -> None:
    stack = new_stack()
    with pytest.raises(ArgumentError, match=r"nobody receives alarms of severity page.*give an AlertTopic"):
        AlarmSet(stack, "Alarms", notify=nobody)
    with pytest.raises(ArgumentError, match="nobody receives alarms of severity page"):
        AlarmSet(stack, "Others", notify=Actions(page=nobody))


def test_a_function_does_not_receive_its_own_alarms() -> None:
    stack = new_stack()
    plain = lambda_.Function.from_function_arn(
        stack, "Imported", "arn:aws:lambda:eu-west-1:123456789012:function:told"
    )
    for number, receiver in enumerate((function(stack), plain)):
        alarms = AlarmSet(stack, f"Alarms{number}", notify=receiver)
        with pytest.raises(
            ArgumentError, match=r"a function receives its own alarms.*in an AlarmSet of its own"
        ):
            alarms.watch(receiver)
