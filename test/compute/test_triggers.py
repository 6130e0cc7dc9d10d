"""What invokes a function: queues, streams, events and its own address."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from harness import (
    ENV,
    default_template,
    event_trigger,
    function,
    new_stack,
    only,
    queue_trigger,
    resources,
    statements,
    stream_trigger,
    synth,
    table,
    template_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import cloud_constructs as cc
from cloud_constructs import ArgumentError

FUNCTION = "AWS::Lambda::Function"
MAPPING = "AWS::Lambda::EventSourceMapping"


def granted(template: dict[str, Any], logical_id: str = "FunctionRoleGranted") -> dict[str, Any]:
    """Return what a policy allows: actions with their resources."""
    return {
        action: statement["Resource"]
        for statement in statements(template, logical_id)
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


def test_a_bad_message_does_not_bring_back_its_batch() -> None:
    """CV-4: an event source mapping with partial batch response."""
    mapping = only(default_template("QueueTrigger"), MAPPING)

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] == 10


def test_the_function_may_read_its_queue_alone() -> None:
    template = default_template("QueueTrigger")
    ((queue, _),) = (
        item
        for item in resources(template, "AWS::SQS::Queue").items()
        if item[0].startswith("Queue") and "Dead" not in item[0]
    )
    allowed = granted(template)

    arn = {"Fn::GetAtt": [queue, "Arn"]}
    assert only(template, MAPPING)["EventSourceArn"] == arn
    assert {action: where for action, where in allowed.items() if action.startswith("sqs:")} == {
        "sqs:ReceiveMessage": arn,
        "sqs:DeleteMessage": arn,
        "sqs:ChangeMessageVisibility": arn,
        "sqs:GetQueueAttributes": arn,
    }


def test_a_mapping_waits_for_what_lambda_tests_at_creation() -> None:
    for name in ("QueueTrigger", "StreamTrigger"):
        (mapping,) = resources(default_template(name), MAPPING).values()
        assert any(id.startswith("FunctionRoleGranted") for id in mapping["DependsOn"])


def test_messages_can_be_filtered_and_slowed_down() -> None:
    pattern = {"body": {"kind": ["order"]}}
    template = synth(
        lambda stack: queue_trigger(
            stack,
            filters=[pattern],
            max_concurrency=3,
            batch_size=100,
            batching_window=cdk.Duration.seconds(5),
            queue=cc.WorkQueue(stack, "Queue", visibility_timeout=cdk.Duration.minutes(5)),
        )
    )
    mapping = only(template, MAPPING)

    assert json.loads(mapping["FilterCriteria"]["Filters"][0]["Pattern"]) == pattern
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 3}
    assert (mapping["BatchSize"], mapping["MaximumBatchingWindowInSeconds"]) == (100, 5)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 900), st.integers(0, 43_200), st.integers(0, 300))
def test_a_message_stays_hidden_for_six_timeouts(timeout: int, visibility: int, window: int) -> None:
    """CV-4: the visibility timeout is six times the function's."""
    stack = new_stack()
    queue = cc.WorkQueue(stack, "Queue", visibility_timeout=cdk.Duration.seconds(visibility))
    handler = function(stack, timeout=cdk.Duration.seconds(timeout))
    least = 6 * timeout + window
    window_argument = cdk.Duration.seconds(window)

    if visibility >= least:
        queue_trigger(stack, queue=queue, handler=handler, batching_window=window_argument)
    else:
        with pytest.raises(ArgumentError, match=f"visibility_timeout of at least {least} seconds"):
            queue_trigger(stack, queue=queue, handler=handler, batching_window=window_argument)


def test_a_bad_record_does_not_stop_those_behind_it() -> None:
    """CV-8: a stream of new and old images with a function that captures the changes."""
    template = default_template("StreamTrigger")
    mapping = only(template, MAPPING)

    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (mapping["MaximumRetryAttempts"], mapping["MaximumRecordAgeInSeconds"]) == (10, 86_400)
    (kept,) = (
        id
        for id in resources(template, "AWS::SQS::Queue")
        if id.startswith("TriggerFailures") and "Dead" not in id
    )
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": [kept, "Arn"]}}}
    assert granted(template)["sqs:SendMessage"] == {"Fn::GetAtt": [kept, "Arn"]}


def test_the_function_may_read_its_table_s_stream() -> None:
    template = default_template("StreamTrigger")
    (made,) = resources(template, "AWS::DynamoDB::GlobalTable")
    stream = {"Fn::GetAtt": [made, "StreamArn"]}

    assert only(template, MAPPING)["EventSourceArn"] == stream
    assert granted(template)["dynamodb:GetRecords"] == stream
    assert "kms:Decrypt" in granted(template)


def test_a_kinesis_stream_is_a_stream() -> None:
    template = synth(
        lambda stack: stream_trigger(
            stack,
            stream=kinesis.Stream(stack, "Stream"),
            starting_position=lambda_.StartingPosition.LATEST,
            parallelization_factor=2,
        )
    )
    (stream,) = resources(template, "AWS::Kinesis::Stream")
    mapping = only(template, MAPPING)

    assert mapping["EventSourceArn"] == {"Fn::GetAtt": [stream, "Arn"]}
    assert (mapping["StartingPosition"], mapping["ParallelizationFactor"]) == ("LATEST", 2)
    assert "kinesis:GetRecords" in granted(template)


def test_a_table_without_a_stream_has_none_to_read() -> None:
    stack = new_stack()

    with pytest.raises(ArgumentError, match="the table has no stream"):
        stream_trigger(stack, stream=table(stack))


def test_new_objects_with_a_prefix_reach_the_function() -> None:
    """CV-4: S3 to the processor, with a prefix filter."""
    template = default_template("EventTrigger")
    (bucket,) = (
        id
        for id, body in resources(template, "AWS::S3::Bucket").items()
        if "NotificationConfiguration" in body["Properties"]
    )
    pattern = only(template, "AWS::Events::Rule")["EventPattern"]

    assert pattern["source"] == ["aws.s3"]
    assert pattern["detail-type"] == ["Object Created"]
    assert pattern["detail"]["bucket"] == {"name": [{"Ref": bucket}]}
    assert pattern["detail"]["object"] == {"key": [{"wildcard": "pictures/*"}]}


def test_eventbridge_invokes_for_this_rule_alone_and_keeps_what_it_cannot_deliver() -> None:
    template = default_template("EventTrigger")
    ((rule_id, rule),) = resources(template, "AWS::Events::Rule").items()
    arn = {"Fn::GetAtt": [rule_id, "Arn"]}
    (target,) = rule["Properties"]["Targets"]
    queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]

    assert only(template, "AWS::Lambda::Permission")["SourceArn"] == arn
    (policy,) = (
        body["Properties"]
        for body in resources(template, "AWS::SQS::QueuePolicy").values()
        if body["Properties"]["Queues"] == [{"Ref": queue}]
    )
    (send,) = (s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow")
    assert send["Principal"] == {"Service": "events.amazonaws.com"}
    assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": arn}}


def test_a_trigger_in_another_stack_brings_its_own_permissions() -> None:
    """The function's own policy would refer to the trigger's stack, which refers to the function."""
    stack = new_stack()
    triggers = cdk.Stack(stack.node.scope, "Triggers", env=ENV)
    made = function(stack)
    queue_trigger(triggers, "Queued", handler=made)
    changes = table(triggers, stream=dynamodb.StreamViewType.NEW_IMAGE)
    cc.StreamTrigger(triggers, "Changed", handler=made, stream=changes)

    template = template_of(triggers)

    assert "sqs:ReceiveMessage" in granted(template, "QueuedGranted")
    assert {"dynamodb:GetRecords", "sqs:SendMessage"} <= set(granted(template, "ChangedGranted"))
    for id, mapping in resources(template, MAPPING).items():
        (waits_for,) = mapping["DependsOn"]
        assert waits_for.startswith(f"{'Queued' if id.startswith('Queued') else 'Changed'}Granted")
    assert not [id for id in resources(template_of(stack), "AWS::IAM::ManagedPolicy") if "Granted" in id]


def test_events_of_another_bus() -> None:
    def build(stack: cdk.Stack) -> None:
        bus = events.EventBus(stack, "Bus")
        event_trigger(stack, on=cc.Events.matching({"source": ["shop"]}, bus=bus))

    template = synth(build)
    rule = only(template, "AWS::Events::Rule")
    assert rule["EventPattern"] == {"source": ["shop"]}
    assert rule["EventBusName"] == {"Ref": next(iter(resources(template, "AWS::Events::EventBus")))}


def test_a_function_runs_at_set_times_and_a_missed_run_is_kept() -> None:
    """CV-4: daily backup, analytics roll-up, clean-up."""
    template = default_template("ScheduleTrigger")
    (made,) = resources(template, FUNCTION)
    target = only(template, "AWS::Scheduler::Schedule")["Target"]

    assert target["Arn"] == {"Fn::GetAtt": [made, "Arn"]}
    assert json.loads(target["Input"]) == {"job": "clean-up"}
    assert target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0].startswith("TriggerMissed")
    assert granted(template, "TriggerRolePolicy")["lambda:InvokeFunction"] == target["Arn"]


def test_an_address_takes_signed_requests_of_those_let_in() -> None:
    template = default_template("FunctionUrl")

    assert only(template, "AWS::Lambda::Url")["AuthType"] == "AWS_IAM"
    by_address, by_lambda = statements(template, "CallerRoleGranted")
    assert by_address["Action"] == "lambda:InvokeFunctionUrl"
    assert by_lambda["Action"] == "lambda:InvokeFunction"
    assert by_lambda["Condition"] == {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}


def test_a_distribution_gets_both_permissions() -> None:
    made = [
        body["Properties"]
        for body in resources(default_template("FunctionUrl"), "AWS::Lambda::Permission").values()
    ]

    assert {permission["Action"] for permission in made} == {
        "lambda:InvokeFunctionUrl",
        "lambda:InvokeFunction",
    }
    assert all("distribution/EDFDVBD6EXAMPLE" in permission["SourceArn"] for permission in made)


def test_triggers_reach_the_published_version() -> None:
    def build(stack: cdk.Stack) -> None:
        made = function(stack, warm_start=cc.WarmStart.SNAP_START)
        queue_trigger(stack, "Queued", handler=made)
        cc.EventTrigger(stack, "Event", handler=made, on=cc.Events.matching({"source": ["shop"]}))
        cc.FunctionUrl(stack, "Url", handler=made)

    template = synth(build)
    (alias,) = resources(template, "AWS::Lambda::Alias")
    assert only(template, MAPPING)["FunctionName"] == {"Ref": alias}
    assert only(template, "AWS::Events::Rule")["Targets"][0]["Arn"] == {"Ref": alias}
    ((_, url),) = resources(template, "AWS::Lambda::Url").items()
    assert url["Properties"]["Qualifier"] == "live"
    assert alias in url["DependsOn"]


@pytest.mark.parametrize(
    "connect",
    [
        lambda stack, made: queue_trigger(stack, handler=made),
        lambda stack, made: cc.FunctionUrl(stack, "Url", handler=made),
        lambda stack, made: cc.EventTrigger(
            stack, "E", handler=made, on=cc.Events.matching({"source": ["x"]})
        ),
        lambda stack, made: cc.StreamTrigger(
            stack, "S", handler=made, stream=kinesis.Stream(stack, "Stream")
        ),
    ],
)
def test_no_event_names_a_tenant(connect: Any) -> None:
    stack = new_stack()

    with pytest.raises(ArgumentError, match="serves tenants one by one"):
        connect(stack, function(stack, tenant_isolation=True))


def test_triggers_are_watched() -> None:
    def build(stack: cdk.Stack) -> None:
        alarms = cc.AlarmSet(stack, "Alarms", notify=cc.AlertTopic(stack, "Alerts"))
        reader = function(stack)
        changes = table(stack, stream=dynamodb.StreamViewType.NEW_IMAGE)
        alarms.watch(cc.StreamTrigger(stack, "Changes", handler=reader, stream=changes))
        alarms.watch(reader)
        bucket = cc.SecureBucket(stack, "Bucket", event_bridge=True)
        on = cc.Events.objects_created(bucket)
        alarms.watch(cc.EventTrigger(stack, "Uploads", handler=function(stack, "Resize"), on=on))

    alarms = [body["Properties"] for body in resources(synth(build), "AWS::CloudWatch::Alarm").values()]
    watched = {alarm.get("MetricName"): alarm for alarm in alarms}
    assert watched["IteratorAge"]["Threshold"] == 43_200_000
    assert {"FailedInvocations", "InvocationsFailedToBeSentToDlq"} <= set(watched)
    kept = next(name for name in map(str, alarms) if "ChangesFailures" in name)
    assert "ApproximateNumberOfMessagesVisible" in kept
