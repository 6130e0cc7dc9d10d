import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sqs as sqs
from harness import (
    DEFAULTS,
    function,
    http_api,
    new_stack,
    pipeline,
    resources,
    synth,
    table,
    template_of,
    text,
)

from cloud_constructs import AlarmSet, AlertTopic, ArgumentError, Index, WorkQueue

ALARM = "AWS::CloudWatch::Alarm"


def watching(stack: cdk.Stack) -> AlarmSet:
    return AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))


def alarms_of(stack: cdk.Stack) -> dict[str, dict]:
    """Return the alarms by metric and dimension value's first letters."""
    made = resources(template_of(stack), ALARM).values()
    return {body["Properties"]["MetricName"]: body["Properties"] for body in made}


def test_an_index_is_watched_beside_its_table() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(table(stack, indexes=[Index(name="by-status", partition_key=text("status"))]))

    assert {name for name in alarms.alarms if "by-status" in name} == {
        "Table.by-status.ReadThrottleEvents",
        "Table.by-status.WriteThrottleEvents",
    }
    assert "by-status" in str(alarms_of(stack)["WriteThrottleEvents"]["Dimensions"])


def test_thresholds_follow_from_the_function() -> None:
    stack = new_stack()
    watching(stack).watch(function(stack, timeout=cdk.Duration.seconds(10), concurrency=20))

    alarms = alarms_of(stack)
    assert alarms["Duration"]["Threshold"] == 8000
    assert alarms["Duration"]["ExtendedStatistic"] == "p90"
    assert alarms["ConcurrentExecutions"]["Threshold"] == 18
    assert alarms["Errors"]["Threshold"] == 0


def test_without_a_reservation_concurrency_is_not_watched() -> None:
    stack = new_stack()
    watching(stack).watch(function(stack))

    assert "ConcurrentExecutions" not in alarms_of(stack)


def test_thresholds_follow_from_the_queue() -> None:
    stack = new_stack()
    watching(stack).watch(WorkQueue(stack, "Queue", retention=cdk.Duration.hours(1)))

    alarm = alarms_of(stack)["ApproximateAgeOfOldestMessage"]
    assert alarm["Threshold"] == 900
    assert "Threshold: 900 s (25% of its retention, 3600)." in alarm["AlarmDescription"]


def test_the_smallest_threshold_that_follows_is_taken() -> None:
    stack = new_stack()
    watching(stack).watch(WorkQueue(stack, "Queue", visibility_timeout=cdk.Duration.seconds(30)))

    alarm = alarms_of(stack)["ApproximateAgeOfOldestMessage"]
    assert alarm["Threshold"] == 300
    assert "(10 times its visibility timeout, 30)" in alarm["AlarmDescription"]


def test_every_alarm_tells_somebody_and_says_why() -> None:
    bodies = [body["Properties"] for body in resources(synth(watch_everything), ALARM).values()]
    assert len(bodies) > 20
    for body in bodies:
        assert body["AlarmActions"] == body["OKActions"]
        assert len(body["AlarmActions"]) == 1
        assert "Threshold: " in body["AlarmDescription"]


def watch_everything(stack: cdk.Stack) -> AlarmSet:
    pipeline(stack)
    http_api(stack)
    WorkQueue(stack, "Queue")
    table(stack, "Indexed", indexes=[Index(name="by-status", partition_key=text("status"))])
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Told"))
    alarms.watch_all(stack)
    return alarms


def test_the_parts_of_a_construct_are_not_watched_twice() -> None:
    stack = new_stack()
    alarms = watch_everything(stack)
    targets = [
        (str(body["Properties"]["Dimensions"]), body["Properties"]["MetricName"])
        for body in resources(template_of(stack), ALARM).values()
    ]

    assert len(targets) == len(set(targets)) == len(alarms.alarms)


def test_the_bucket_that_code_is_staged_in_is_not_watched() -> None:
    stack = new_stack()
    alarms = watch_everything(stack)
    staged = [node for node in stack.node.find_all() if node.node.id == "AssetBucket"]

    assert staged
    assert not [name for name in alarms.alarms if "AssetBucket" in name]


def test_plain_l2s_are_watched_too() -> None:
    stack = new_stack()
    alarms = watching(stack)
    alarms.watch(sqs.Queue(stack, "Plain"))
    alarms.watch(dynamodb.TableV2(stack, "Table", partition_key=text("id")))

    assert set(alarms.alarms) == {
        "PlainApproximateNumberOfMessagesVisible",
        *(f"Table{name}" for name in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors")),
    }


def test_what_the_catalogue_does_not_know_is_refused() -> None:
    stack = new_stack()
    vpc = ec2.Vpc(stack, "Vpc")

    with pytest.raises(ArgumentError, match="nothing is known about watching a Vpc"):
        watching(stack).watch(vpc)


def test_watching_the_same_twice_is_refused_unless_it_has_another_name() -> None:
    stack = new_stack()
    alarms, queue = watching(stack), WorkQueue(stack, "Queue")
    alarms.watch(queue)

    with pytest.raises(ArgumentError, match="there is an alarm of that name"):
        alarms.watch(queue)
    alarms.watch(queue, name="Again")


@pytest.mark.parametrize(
    "name", ["WorkQueue", "AlertTopic", "SecureBucket", "SecureTable", "EnhancedLambda", "HttpApi"]
)
def test_constructs_say_themselves_what_to_watch(name: str) -> None:
    stack = new_stack()
    made = DEFAULTS[name](stack)
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Told"))
    alarms.watch(made)  # type: ignore[arg-type]

    assert alarms.alarms


def test_a_table_is_watched_by_its_name() -> None:
    stack = new_stack()
    watching(stack).watch(table(stack))

    assert alarms_of(stack)["WriteThrottleEvents"]["Dimensions"][0]["Name"] == "TableName"
