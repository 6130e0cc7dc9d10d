"""What can be seen of the deployed app from outside: its tracker, its bucket, its operator's inbox."""

import contextlib
import hashlib
import json
import os
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import boto3
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from stand_in import MediaFile, StandIn

from cloud_constructs.local.trials import TrialError, console

AwsClient: TypeAlias = Any
Row: TypeAlias = "dict[str, str]"

NOTIFICATION_SECONDS = 15.0
DEFAULT_PART_SIZE = 16 * 1024 * 1024
_SHARED = frozenset({"AlertsTopicArn", "MediaBucketName", "TrackerTableName"})


def progress_of_files() -> Progress:
    """How many files are there, and what the task's description says, while a run is followed."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.description}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


class Deployment:
    """The deployed app, as endpoints.json describes it, and one of its providers."""

    def __init__(self, provider: str = "gopro") -> None:
        self.provider = provider
        path = os.environ.get("CLOUD_CONSTRUCTS_ENDPOINTS")
        if not path:
            raise TrialError("Nothing is deployed. Run: cloud-constructs local run examples/gopro_sync")
        endpoints = json.loads(Path(path).read_text())
        self.endpoint_url: str = endpoints["endpoint_url"]
        self._clients: dict[str, AwsClient] = {}
        self._outputs: dict[str, str] = {
            key: value for stack in endpoints["stacks"].values() for key, value in stack["outputs"].items()
        }

    def __getitem__(self, output: str) -> str:
        """A stack output: the provider's own, or one that all providers share."""
        own = self.provider != "gopro" and output not in _SHARED
        name = f"{self.provider.title().replace('-', '')}{output}" if own else output
        if name not in self._outputs:
            present = ", ".join(sorted(self._outputs))
            hint = f". Deploy {self.provider} with -c providers=gopro,{self.provider}" if own else ""
            raise TrialError(f"No stack has the output {name}; there are: {present}{hint}")
        return self._outputs[name]

    def client(self, service: str) -> AwsClient:
        """A client of the embedded AWS, the same one each time."""
        if service not in self._clients:
            self._clients[service] = cast("Any", boto3).client(service, endpoint_url=self.endpoint_url)
        return self._clients[service]

    def connect(self, stand_in: StandIn) -> None:
        """Writes credentials of the stand-in into the provider's secret, as an authorisation does."""
        self.client("secretsmanager").put_secret_value(
            SecretId=self["CredentialsSecretArn"], SecretString=json.dumps(stand_in.credentials())
        )

    def part_size(self) -> int:
        """The downloader's part size, which is where copying has its edges."""
        name = self["DownloaderFunctionName"]
        function = self.client("lambda").get_function_configuration(FunctionName=name)
        variables = function.get("Environment", {}).get("Variables", {})
        return int(variables.get("PART_SIZE_BYTES", DEFAULT_PART_SIZE))

    def tracker_rows(self) -> dict[str, Row]:
        """The provider's rows of the tracker, by media id."""
        query = self.client("dynamodb").get_paginator("query")
        pages = query.paginate(
            TableName=self["TrackerTableName"],
            ConsistentRead=True,
            KeyConditionExpression="provider = :provider",
            ExpressionAttributeValues={":provider": {"S": self.provider}},
        )
        items = [item for page in pages for item in page["Items"]]
        rows = [{name: str(next(iter(value.values()))) for name, value in item.items()} for item in items]
        return {row["media_id"]: row for row in rows}

    def digest(self, key: str) -> str | None:
        """The SHA-256 of an object's bytes; None if there is no such object."""
        s3 = self.client("s3")
        try:
            body = s3.get_object(Bucket=self["MediaBucketName"], Key=key)["Body"]
        except s3.exceptions.NoSuchKey:
            return None
        sha256 = hashlib.sha256()
        with contextlib.closing(body):
            for chunk in body.iter_chunks(1 << 20):
                sha256.update(chunk)
        return sha256.hexdigest()

    def versions(self, provider: str = "gopro") -> Counter[str]:
        """How many versions the bucket has of each of a provider's media, deletions among them."""
        pages = self.client("s3").get_paginator("list_object_versions")
        return Counter(
            version["Key"].rpartition("/")[2].partition("-")[0]
            for page in pages.paginate(Bucket=self["MediaBucketName"], Prefix=f"{provider}/")
            for version in page.get("Versions", []) + page.get("DeleteMarkers", [])
        )

    def unfinished_uploads(self) -> int:
        """Multipart uploads that were begun and neither completed nor aborted."""
        answer = self.client("s3").list_multipart_uploads(Bucket=self["MediaBucketName"])
        return len(answer.get("Uploads", []))


class Inbox:
    """What the operator is told: a queue that listens to the alerts topic for a while."""

    def __init__(self, aws: Deployment, cleanup: contextlib.ExitStack) -> None:
        sqs, sns = aws.client("sqs"), aws.client("sns")
        url = sqs.create_queue(QueueName=f"scenario-{uuid.uuid4().hex[:8]}")["QueueUrl"]
        cleanup.callback(sqs.delete_queue, QueueUrl=url)
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        subscription = sns.subscribe(
            TopicArn=aws["AlertsTopicArn"],
            Protocol="sqs",
            Endpoint=attributes["QueueArn"],
            ReturnSubscriptionArn=True,
        )
        cleanup.callback(sns.unsubscribe, SubscriptionArn=subscription["SubscriptionArn"])
        self._sqs, self._url = sqs, url

    def read(self, *, expected: bool) -> list[str]:
        """All notifications so far; waits for the first if one is expected."""
        deadline = time.monotonic() + (NOTIFICATION_SECONDS if expected else 0)
        notifications: list[str] = []
        while True:
            answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                envelope = json.loads(message["Body"])
                subject = envelope.get("Subject") or "no subject"
                # An alarm that is over is no news of a failure.
                if not subject.startswith("OK: "):
                    notifications.append(f"{subject}: {envelope['Message']}")
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            if not answer.get("Messages") and (notifications or time.monotonic() >= deadline):
                return notifications


@dataclass(frozen=True)
class Check:
    """One file after a run."""

    file: MediaFile
    row: Row
    in_bucket: str | None

    @property
    def status(self) -> str:
        """What the tracker says."""
        note = f" ({self.row['note']})" if "note" in self.row else ""
        return self.row.get("status", "no row") + note

    @property
    def completed(self) -> bool:
        """Whether the tracker says that there is nothing more to do."""
        return self.row.get("status") == "COMPLETED"

    @property
    def equal(self) -> bool:
        """Whether source, bucket and tracker agree on the bytes."""
        return self.completed and self.file.sha256 == self.in_bucket == self.row.get("sha256")

    @property
    def called_deleted(self) -> bool:
        """Whether the tracker says that the source no longer had it."""
        return self.completed and self.row.get("note") == "source_deleted" and self.in_bucket is None


def check_all(aws: Deployment, files: Sequence[MediaFile]) -> list[Check]:
    """Compares every file with what is in the bucket, byte for byte, whatever the tracker says."""
    rows = aws.tracker_rows()
    checks: list[Check] = []
    for file in files:
        row = rows.get(file.media_id, {})
        checks.append(Check(file, row, aws.digest(row["s3_key"]) if "s3_key" in row else None))
    return checks


def table_of(checks: Sequence[Check]) -> Table:
    """What came of each file."""
    table = Table(title="Files")
    table.add_column("file", overflow="fold")
    for heading in ("bytes", "SHA-256 at source", "in bucket", "equal"):
        table.add_column(heading, justify="right")
    table.add_column("tracker")
    for heading in ("first byte ms", "Mbit/s", "peak MB"):
        table.add_column(heading, justify="right")
    for check in checks:
        measures = ("time_to_first_byte_ms", "throughput_mbps", "peak_memory_mb")
        table.add_row(
            check.file.filename,
            f"{check.file.size:,}",
            check.file.sha256[:12],
            (check.in_bucket or "-")[:12],
            "[green]yes[/]" if check.equal else "[red]no[/]",
            check.status,
            *(f"{float(check.row[name]):,.1f}" if name in check.row else "-" for name in measures),
        )
    return table
