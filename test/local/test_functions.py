"""Functions and what invokes them, deployed and used: the alias, queues, streams, events, destinations."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from harness import text
from local.processes import eventually

import cloud_constructs as cc
from cloud_constructs.local import Deployment, Embedded

pytestmark = pytest.mark.embedded
RECORDER = Path(__file__).parent.parent / "fixtures" / "recorder"


def recorder(stack: cdk.Stack, id: str, seen: cc.SecureTable, **kwargs: Any) -> cc.EnhancedLambda:
    made = cc.EnhancedLambda(stack, id, entry=RECORDER, environment={"SEEN": seen.table_name}, **kwargs)
    seen.grant_write(made)
    return made


def build(stack: cdk.Stack) -> None:
    seen = cc.SecureTable(stack, "Seen", partition_key=text("id"))
    live = recorder(stack, "Live", seen, warm_start=cc.WarmStart.SNAP_START)
    orders = cc.WorkQueue(stack, "Orders")
    cc.QueueTrigger(stack, "OrdersToLive", handler=live, queue=orders)
    placed = cc.Events.matching({"source": ["shop"], "detail-type": ["OrderPlaced"]})
    cc.EventQueue(stack, "PlacedToOrders", queue=orders, on=placed)
    changing = cc.SecureTable(
        stack, "Changing", partition_key=text("id"), stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES
    )
    cc.StreamTrigger(stack, "Changes", handler=recorder(stack, "Changed", seen), stream=changing)
    uploads = cc.SecureBucket(stack, "Uploads", event_bridge=True)
    pictures = cc.Events.objects_created(uploads, prefix="pictures/")
    cc.EventTrigger(stack, "Pictures", handler=recorder(stack, "Uploaded", seen), on=pictures)
    tried = recorder(stack, "Tried", seen, async_invocation=cc.AsyncInvocation(retry_attempts=0))
    assert tried.failures
    outputs = {
        "SeenName": seen.table_name,
        "LiveArn": live.target_arn,
        "OrdersUrl": orders.queue.queue_url,
        "ChangingName": changing.table_name,
        "UploadsName": uploads.bucket.bucket_name,
        "TriedName": tried.function_name,
        "FailuresUrl": tried.failures.queue.queue_url,
    }
    for name, value in outputs.items():
        cdk.CfnOutput(stack, name, value=value)


class Used:
    """The deployed stack."""

    def __init__(self, deployment: Deployment) -> None:
        self.client = deployment.client
        self.outputs = deployment.stacks["Functions"].outputs

    def seen(self, words: str) -> list[dict[str, Any]]:
        """Return what was written down that has these words."""
        items = self.client("dynamodb").scan(TableName=self.outputs["SeenName"])["Items"]
        return [item for item in items if words in item["event"]["S"]]

    def waiting(self, queue: str) -> list[str]:
        """Return the messages of a queue."""
        received = self.client("sqs").receive_message(QueueUrl=self.outputs[queue], VisibilityTimeout=0)
        return [message["Body"] for message in received.get("Messages", [])]


@pytest.fixture(scope="module")
def used(aws: Embedded) -> Used:
    app = cdk.App(context={"stage": "dev"})
    build(cdk.Stack(app, "Functions", env=cdk.Environment(account="123456789012", region="eu-west-1")))
    return Used(aws.deploy(app.synth().directory))


def test_callers_reach_the_alias(used: Used) -> None:
    used.client("lambda").invoke(FunctionName=used.outputs["LiveArn"], Payload=json.dumps({"say": "hello"}))

    (item,) = used.seen("hello")
    assert item["arn"]["S"].endswith(":live")


def test_messages_are_handled_and_a_bad_one_alone_stays_in_the_queue(used: Used) -> None:
    """CV-4: partial batch response."""
    sqs = used.client("sqs")
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(["first", "bad", "second"])]
    sqs.send_message_batch(QueueUrl=used.outputs["OrdersUrl"], Entries=entries)

    eventually(lambda: used.seen("first") and used.seen("second"))
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def left() -> int:
        counts = sqs.get_queue_attributes(QueueUrl=used.outputs["OrdersUrl"], AttributeNames=names)
        return sum(map(int, counts["Attributes"].values()))

    eventually(lambda: left() == 1)
    assert used.seen('"bad"') == []


def test_events_go_through_a_queue(used: Used) -> None:
    """CV-4: EventBridge to a queue, and from there to a function."""
    order = {
        "Source": "shop",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps({"order": "through-a-queue"}),
    }
    used.client("events").put_events(Entries=[{**order, "DetailType": "OrderSent"}])
    used.client("events").put_events(Entries=[order])

    eventually(lambda: used.seen("through-a-queue"))
    assert used.seen("OrderSent") == []


def test_changes_of_a_table_are_handled(used: Used) -> None:
    item = {"id": {"S": "order-7"}}
    used.client("dynamodb").put_item(TableName=used.outputs["ChangingName"], Item=item)

    eventually(lambda: used.seen("order-7"))


def test_new_objects_are_handled_if_their_keys_begin_so(used: Used) -> None:
    for key in ("documents/a.txt", "pictures/a.jpg"):
        used.client("s3").put_object(Bucket=used.outputs["UploadsName"], Key=key, Body=b"a")

    eventually(lambda: used.seen("pictures/a.jpg"))
    assert used.seen("documents/a.txt") == []


def test_a_failed_event_is_kept_with_its_error(used: Used) -> None:
    used.client("lambda").invoke(
        FunctionName=used.outputs["TriedName"],
        InvocationType="Event",
        Payload=json.dumps({"fail": "no such order"}),
    )

    eventually(lambda: used.waiting("FailuresUrl"))
    (message,) = used.waiting("FailuresUrl")
    kept = json.loads(message)
    assert kept["requestPayload"] == {"fail": "no such order"}
    assert kept["responsePayload"]["errorMessage"] == "no such order"
