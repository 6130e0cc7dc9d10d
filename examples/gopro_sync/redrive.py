"""Tries failed downloads again, from the downloader's failure queue.

`python redrive.py --queue URL --function NAME [--max N] [--dry-run]`

A message goes only when its download has succeeded; after its third receive SQS moves it to the terminal
queue. SQS cannot be looked into without receiving, so a dry run counts as one of the three.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.table import Table

AwsClient: TypeAlias = Any

VISIBILITY_SECONDS = 960
"""Longer than the function may run, so that nobody else receives a message that is being worked on."""

POLL_SECONDS = 1
"""Long polling asks all of SQS's servers; short polling may overlook a message."""


@dataclass(frozen=True)
class Result:
    """What became of one message."""

    media_id: str
    filename: str
    earlier_error: str
    outcome: str
    settled: bool


class UnreadableError(ValueError):
    """The message is none of ours."""


def payload_of(body: str) -> tuple[dict[str, Any], str]:
    """The function's input and the earlier error, from our own message or from Lambda's on-failure record.

    Raises:
        UnreadableError: The body is neither.
    """
    try:
        message: Any = json.loads(body)
    except ValueError as error:
        raise UnreadableError("not JSON") from error
    if not isinstance(message, Mapping):
        raise UnreadableError("not a JSON object")
    fields = cast("Mapping[str, Any]", message)
    request, error = fields, fields.get("error")
    if "requestPayload" in fields:
        request, error = fields["requestPayload"], fields.get("responsePayload")
    wanted = ("provider", "correlation_id", "item")
    if not isinstance(request, Mapping) or any(name not in request for name in wanted):
        raise UnreadableError("no provider, correlation_id and item in it")
    payload: dict[str, Any] = {name: cast("Mapping[str, Any]", request)[name] for name in wanted}
    if not isinstance(payload["item"], Mapping):
        raise UnreadableError("its item is not an object")
    return payload, error_name(error)


def error_name(error: object) -> str:
    """The error's name: Step Functions writes it as `Error`, Lambda as `errorType`."""
    if isinstance(error, Mapping):
        described = cast("Mapping[str, Any]", error)
        return str(described.get("Error") or described.get("errorType") or "-")
    return str(error or "-")


def redrive(
    sqs: AwsClient, functions: AwsClient, queue: str, function: str, *, limit: int | None, dry_run: bool
) -> list[Result]:
    """Goes through the queue once; what is not settled becomes visible again at the end."""
    results: list[Result] = []
    seen: set[str] = set()
    left: list[str] = []
    try:
        while limit is None or len(seen) < limit:
            answer = sqs.receive_message(
                QueueUrl=queue,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=POLL_SECONDS,
                VisibilityTimeout=VISIBILITY_SECONDS,
            )
            messages = answer.get("Messages", [])
            if not messages or messages[0]["MessageId"] in seen:
                break
            seen.add(messages[0]["MessageId"])
            left.append(messages[0]["ReceiptHandle"])
            results.append(retry(functions, function, messages[0]["Body"], dry_run=dry_run))
            if results[-1].settled:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=left.pop())
    finally:
        for receipt in left:
            sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=receipt, VisibilityTimeout=0)
    return results


def retry(functions: AwsClient, function: str, body: str, *, dry_run: bool) -> Result:
    """Invokes the function with the message's item, and waits for the answer."""
    try:
        payload, error = payload_of(body)
    except UnreadableError as reason:
        return Result("-", "-", "-", f"unreadable: {reason}", settled=False)
    media_id, filename = str(payload["item"].get("media_id")), str(payload["item"].get("filename"))
    if dry_run:
        return Result(media_id, filename, error, "would be tried again", settled=False)
    answer = functions.invoke(FunctionName=function, Payload=json.dumps(payload).encode())
    result: Any = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        outcome = f"{result.get('errorType', 'Error')}: {result.get('errorMessage', '')}"
        return Result(media_id, filename, error, outcome, settled=False)
    return Result(media_id, filename, error, str(result["status"]), settled=True)


def waiting(sqs: AwsClient, queue: str) -> int:
    """How many messages are in the queue, as far as SQS knows."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 if nothing is left in the queue, 1 if something is, 2 if it could not run."""
    parser = argparse.ArgumentParser(
        prog="redrive.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queue", required=True, metavar="URL", help="the downloader's failure queue")
    parser.add_argument("--function", required=True, metavar="NAME", help="the downloader function")
    parser.add_argument("--max", type=positive, metavar="N", help="take at most N messages")
    parser.add_argument("--dry-run", action="store_true", help="show the messages and change nothing else")
    options = parser.parse_args(arguments)
    # Into a file or a pipe the table goes unfolded.
    console = Console(width=None if sys.stdout.isatty() else 160)
    # An invocation lasts up to 15 minutes, and one that is repeated behind our back would run twice.
    patient = Config(read_timeout=VISIBILITY_SECONDS, retries={"total_max_attempts": 1}, tcp_keepalive=True)
    make = cast("Any", boto3).client
    try:
        sqs, functions = make("sqs"), make("lambda", config=patient)
        limit, dry_run = options.max, options.dry_run
        results = redrive(sqs, functions, options.queue, options.function, limit=limit, dry_run=dry_run)
        left = waiting(sqs, options.queue)
    except (BotoCoreError, ClientError) as error:
        console.print(f"Stopped: {error}", style="red", markup=False)
        return 2
    table = Table("media", "file", "failed with", "now", "message")
    for result in results:
        message = "deleted" if result.settled else "left"
        table.add_row(result.media_id, result.filename, result.earlier_error, result.outcome, message)
    console.print(table)
    console.print(
        f"{sum(result.settled for result in results)} of {len(results)} settled; {left} left in the queue."
    )
    return 1 if left else 0


def positive(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a whole number above 0, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
