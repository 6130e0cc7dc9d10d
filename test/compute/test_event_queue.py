"""EventQueue: who may send what to the queue, and what becomes of the rest."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from harness import default_template, event_queue, only, resources, synth

import cloud_constructs as cc

RULE = "AWS::Events::Rule"


def test_this_rule_alone_sends_on_behalf_of_eventbridge() -> None:
    """CV-4."""
    template = default_template("EventQueue")
    ((rule_id, rule),) = resources(template, RULE).items()
    arn = {"Fn::GetAtt": [rule_id, "Arn"]}
    (target,) = rule["Properties"]["Targets"]
    queues = [of["Fn::GetAtt"][0] for of in (target["Arn"], target["DeadLetterConfig"]["Arn"])]

    assert rule["Properties"]["EventPattern"] == {"source": ["shop"]}
    assert len(set(queues)) == 2
    for queue in queues:
        (policy,) = (
            body["Properties"]["PolicyDocument"]["Statement"]
            for body in resources(template, "AWS::SQS::QueuePolicy").values()
            if body["Properties"]["Queues"] == [{"Ref": queue}]
        )
        (send,) = (statement for statement in policy if statement["Effect"] == "Allow")
        assert (send["Action"], send["Principal"]) == ("sqs:SendMessage", {"Service": "events.amazonaws.com"})
        assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": arn}}


def test_dead_letters_have_the_key_of_the_queue() -> None:
    def build(stack: cdk.Stack) -> None:
        key = cc.EncryptionKey(stack, "Orders")
        event_queue(stack, queue=cc.WorkQueue(stack, "Queue", encryption_key=key))

    template = synth(build)

    ((key_id, key),) = resources(template, "AWS::KMS::Key").items()
    queues = resources(template, "AWS::SQS::Queue").values()
    assert {queue["Properties"]["KmsMasterKeyId"]["Fn::GetAtt"][0] for queue in queues} == {key_id}
    (let_in,) = (
        statement
        for statement in key["Properties"]["KeyPolicy"]["Statement"]
        if statement["Principal"] == {"Service": "events.amazonaws.com"}
    )
    assert let_in["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_events_of_another_bus() -> None:
    def build(stack: cdk.Stack) -> None:
        bus = events.EventBus(stack, "Bus")
        event_queue(stack, on=cc.Events.matching({"source": ["shop"]}, bus=bus))

    assert "Bus" in only(synth(build), RULE)["EventBusName"]["Ref"]


def test_alarms_watch_the_rule_on_the_bus_that_it_is_on() -> None:
    def build(stack: cdk.Stack) -> None:
        on = cc.Events.matching({"source": ["shop"]}, bus=events.EventBus(stack, "Bus"))
        cc.AlarmSet(stack, "Alarms", notify=cc.AlertTopic(stack, "Told")).watch(event_queue(stack, on=on))

    template = synth(build)
    (rule,), (bus,) = resources(template, RULE), resources(template, "AWS::Events::EventBus")
    (failed,) = (
        body["Properties"]
        for body in resources(template, "AWS::CloudWatch::Alarm").values()
        if body["Properties"].get("MetricName") == "FailedInvocations"
    )
    # The ARN ends with rule/bus/name.
    name = {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": [rule, "Arn"]}]}]}
    assert failed["Dimensions"] == [
        {"Name": "EventBusName", "Value": {"Ref": bus}},
        {"Name": "RuleName", "Value": name},
    ]
