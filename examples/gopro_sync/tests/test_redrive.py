"""The operator's redrive command against a real queue with a terminal queue behind it."""

import io
import json
import uuid
from typing import Any

import boto3
import pytest
import redrive

ITEM = {
    "media_id": "m-1",
    "filename": "a.mp4",
    "size": 1,
    "captured_at": "2026-01-01T00:00:00Z",
    "media_type": "Video",
}
EVENT = {"provider": "gopro", "correlation_id": "run-1", "item": ITEM}


class Functions:
    """Lambda, answering as it is told."""

    def __init__(self, *results: Any) -> None:
        self.results = list(results)
        self.payloads: list[dict] = []

    def invoke(self, FunctionName, Payload):  # noqa: N803 (boto3's names)
        self.payloads.append(json.loads(Payload))
        result = self.results.pop(0)
        if isinstance(result, BaseException):
            raise result
        failed = {"FunctionError": "Unhandled"} if "errorType" in result else {}
        return {"Payload": io.BytesIO(json.dumps(result).encode()), **failed}


DONE = {"media_id": "m-1", "status": "COMPLETED"}
REFUSED = {"errorType": "TransferInterrupted", "errorMessage": "again"}


class Queue:
    """A failure queue; after three receives SQS moves a message to the terminal queue."""

    def __init__(self) -> None:
        self.sqs = boto3.client("sqs")
        name = f"failures-{uuid.uuid4().hex[:12]}"
        self.terminal = self.sqs.create_queue(QueueName=f"{name}-terminal")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.terminal, AttributeNames=["QueueArn"])
        policy = {"deadLetterTargetArn": arn["Attributes"]["QueueArn"], "maxReceiveCount": "3"}
        self.url = self.sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": json.dumps(policy)})[
            "QueueUrl"
        ]

    def send(self, *bodies: Any) -> None:
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs.send_message(QueueUrl=self.url, MessageBody=text)

    def run(self, functions: Functions, *, limit=None, dry_run=False) -> list[redrive.Result]:
        return redrive.redrive(self.sqs, functions, self.url, "f", limit=limit, dry_run=dry_run)

    def waiting(self) -> int:
        return redrive.waiting(self.sqs, self.url)


@pytest.fixture
def queue(engine, monkeypatch) -> Queue:
    # The embedded SQS has one server, so nothing is overlooked.
    monkeypatch.setattr(redrive, "POLL_SECONDS", 0)
    return Queue()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({**EVENT, "error": {"Error": "IntegrityError", "Cause": "x"}}, "IntegrityError"),
        ({**EVENT, "error": "TimeOut"}, "TimeOut"),
        (EVENT, "-"),
        (
            {
                "version": "1.0",
                "requestContext": {"condition": "RetriesExhausted"},
                "requestPayload": EVENT,
                "responsePayload": {"errorType": "RateLimited", "errorMessage": "x"},
            },
            "RateLimited",
        ),
    ],
)
def test_both_shapes_are_tried_again_with_the_same_item_and_deleted(queue, message, error):  # GS-12
    functions = Functions(DONE)
    queue.send(message)
    (result,) = queue.run(functions)
    assert result == redrive.Result("m-1", "a.mp4", error, "COMPLETED", settled=True)
    assert functions.payloads == [EVENT]
    assert queue.waiting() == 0


def test_what_fails_again_is_left_and_after_three_times_goes_to_the_terminal_queue(queue):  # GS-12
    queue.send(EVENT)
    for _ in range(3):
        (result,) = queue.run(Functions(REFUSED))
        assert (result.outcome, result.settled) == ("TransferInterrupted: again", False)
    assert queue.run(Functions()) == []
    assert queue.waiting() == 0
    assert redrive.waiting(queue.sqs, queue.terminal) == 1


def test_only_what_succeeded_is_deleted(queue):  # GS-12
    queue.send(EVENT, {**EVENT, "item": {**ITEM, "media_id": "m-2"}}, EVENT)
    results = queue.run(Functions(DONE, REFUSED, {**DONE, "status": "SKIPPED"}))
    assert sorted(result.settled for result in results) == [False, True, True]
    assert queue.waiting() == 1


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "{}",
        {**EVENT, "item": None},
        {"requestPayload": None},
        {"requestPayload": {"item": ITEM}},
    ],
)
def test_a_message_that_is_none_of_ours_is_left_and_nothing_is_invoked(queue, body):
    functions = Functions()
    queue.send(body)
    (result,) = queue.run(functions)
    assert result.outcome.startswith("unreadable")
    assert (functions.payloads, queue.waiting()) == ([], 1)


def test_a_dry_run_invokes_and_deletes_nothing(queue):  # GS-12
    functions = Functions()
    queue.send(EVENT)
    (result,) = queue.run(functions, dry_run=True)
    assert (result.media_id, result.settled) == ("m-1", False)
    assert (functions.payloads, queue.waiting()) == ([], 1)


def test_no_more_than_asked_for_is_taken(queue):  # GS-12
    queue.send(EVENT, EVENT, EVENT)
    assert len(queue.run(Functions(DONE, DONE), limit=2)) == 2
    assert queue.waiting() == 1


def test_an_interrupted_redrive_leaves_every_message_visible(queue):
    queue.send(EVENT, EVENT)
    with pytest.raises(KeyboardInterrupt):
        queue.run(Functions(REFUSED, KeyboardInterrupt()))
    assert len(queue.run(Functions(DONE, DONE))) == 2


def test_the_command_line_says_whether_anything_is_left(queue, capsys):  # GS-12
    arguments = ["--queue", queue.url, "--function", "no-such-function"]
    assert redrive.main(arguments) == 0
    assert "0 of 0 settled; 0 left" in capsys.readouterr().out
    queue.send("nonsense")
    assert redrive.main(arguments) == 1
    assert "unreadable" in capsys.readouterr().out
    queue.sqs.purge_queue(QueueUrl=queue.url)
    queue.send(EVENT)
    assert redrive.main(arguments) == 2
    assert "ResourceNotFound" in capsys.readouterr().out
    assert queue.waiting() == 1


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_nonsensical_maximum_is_refused(number):
    with pytest.raises(SystemExit, match="2"):
        redrive.main(["--queue", "q", "--function", "f", "--max", number])
