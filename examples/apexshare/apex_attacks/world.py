"""What the functions have around them, made without a deployment."""

import json
import os
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import requests
from apex.operations import OPERATIONS

from cloud_constructs.local import Embedded

SITE = "https://share.example.com"
SECONDS = 30
NAME = "apexshare"
TEMPLATE = {
    "Subject": "{{title}}",
    "Text": "{{link}} until {{expires}}, {{downloads}} times",
    "Html": "<p>{{title_html}} {{link_html}}</p>",
}
# The first box of a file from a camera, and of one from QuickTime.
MP4 = b"\x00\x00\x00\x18ftypmp41\x00\x00\x00\x00mp41isom" + b"frames " * 10
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + b"frames " * 10
CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:test",
    aws_request_id="test",
)


@dataclass(frozen=True)
class Answered:
    """What a client sees."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class World:
    """A table, a bucket, a queue and a mailbox, and the functions over them."""

    aws: Embedded

    def ask(
        self,
        method: str,
        resource: str,
        *,
        trainer: str | None = None,
        video_id: str | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answered:
        """Send a request as API Gateway does, for somebody who signed in or for nobody.

        Whatever is answered is held against the contract.
        """
        claims = {"sub": trainer, "token_use": "id"}
        event = {
            "httpMethod": method,
            "resource": resource,
            "headers": dict(headers or {}),
            "pathParameters": {"video_id": video_id} if video_id is not None else None,
            "queryStringParameters": dict(query) if query else None,
            "body": None if body is None else body if isinstance(body, str) else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {
                "requestId": secrets.token_hex(8),
                "identity": {"sourceIp": "203.0.113.77"},
                **({"authorizer": {"claims": claims}} if trainer else {}),
            },
        }
        operation = next(one for one in OPERATIONS if (one.method, one.path) == (method, resource))
        answer = import_module(operation.function).handler(event, CONTEXT)
        if answer["statusCode"] == operation.status and operation.response:
            operation.response.model_validate_json(answer["body"])
        return Answered(answer["statusCode"], answer["headers"], json.loads(answer.get("body") or "{}"))

    def routes(self, function: str) -> Mapping[str, Any]:
        """Return what a function answers."""
        return import_module(function).ROUTES

    def begin(self, trainer: str, **said: Any) -> Answered:  # noqa: ANN401
        """Ask to upload a video."""
        video = {
            "title": "Deadlift",
            "student_email": "student@example.com",
            "file_name": "GX010001.MP4",
            "content_type": "video/mp4",
            "size": len(MP4),
        }
        return self.ask("POST", "/uploads", trainer=trainer, body={**video, **said})

    def upload(self, trainer: str, content: bytes = MP4, **said: Any) -> str:  # noqa: ANN401
        """Send a whole video, and return its id once it was looked at."""
        begun = self.begin(trainer, **{"size": len(content), **said}).body
        sent = requests.put(begun["url"], data=content, headers=begun["headers"], timeout=SECONDS)
        sent.raise_for_status()
        self.arrive(begun["video_id"])
        return begun["video_id"]

    def arrive(self, video_id: str) -> None:
        """Tell the sender what S3 tells it when an object is there."""
        self.send_mail({"detail": {"object": {"key": f"videos/{video_id}"}}})

    def send_mail(self, *messages: object) -> dict[str, Any]:
        """Have the sender take these messages, by default those in its queue."""
        bodies = [json.dumps(message) for message in messages]
        if not bodies:
            queue = self.aws.clients("sqs")
            address = os.environ["MAIL_QUEUE"]
            found = queue.receive_message(QueueUrl=address, MaxNumberOfMessages=10).get("Messages", [])
            for one in found:
                queue.delete_message(QueueUrl=address, ReceiptHandle=one["ReceiptHandle"])
            bodies = [one["Body"] for one in found]
        records = [{"messageId": str(at), "body": body} for at, body in enumerate(bodies)]
        return import_module("email_sender").handler({"Records": records}, CONTEXT)

    def video(self, trainer: str, video_id: str) -> dict[str, Any]:
        """Return a video, as its trainer sees it."""
        return self.ask("GET", "/videos/{video_id}", trainer=trainer, video_id=video_id).body

    def mails(self, address: str) -> list[dict[str, Any]]:
        """Return what was sent to an address, the oldest first."""
        said = requests.get(
            f"{os.environ['AWS_ENDPOINT_URL']}/_ministack/ses/messages", timeout=SECONDS
        ).json()
        return [mail for mails in said["messages"].values() for mail in mails if address in mail["To"]]

    def tokens(self, address: str) -> list[str]:
        """Return the tokens of the links that were sent to an address."""
        return [json.dumps(mail).partition("#/watch/")[2][:43] for mail in self.mails(address)]

    def open(self, token: str) -> Answered:
        """Look at what a link leads to."""
        return self.ask("POST", "/links/open", body={"token": token})

    def download(self, token: str) -> Answered:
        """Ask for a download."""
        return self.ask("POST", "/links/download", body={"token": token})

    def change(self, key: Mapping[str, str], **values: int) -> None:
        """Change an item, as time would."""
        names = {f"#{name}": name for name in values}
        self.aws.clients("dynamodb").update_item(
            TableName=NAME,
            Key={name: {"S": value} for name, value in key.items()},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={f":{name}": {"N": str(value)} for name, value in values.items()},
        )


@contextmanager
def world(**variables: str) -> Generator[World]:
    """Start it; `variables` are those of the functions that are not as usual."""
    with Embedded() as aws:
        made = {**_made(aws), **aws.clients.environment(), **_credentials(aws), **variables}
        with patch.dict(os.environ, made):
            yield World(aws)


def _made(aws: Embedded) -> dict[str, str]:
    """Make the resources, and return the variables of the functions."""
    client, texts = aws.clients, ("pk", "sk", "gsi1pk", "gsi1sk")
    client("s3").create_bucket(
        Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": aws.clients.region}
    )
    client("dynamodb").create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in texts],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-trainer",
                "KeySchema": _keys("gsi1pk", "gsi1sk"),
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    secret = client("secretsmanager").create_secret(Name=NAME, SecretString=secrets.token_urlsafe(32))
    client("ssm").put_parameter(Name=f"/{NAME}/site", Value=SITE, Type="String")
    client("sesv2").create_email_identity(EmailIdentity="example.com")
    client("sesv2").create_configuration_set(ConfigurationSetName=NAME)
    client("sesv2").create_email_template(TemplateName=NAME, TemplateContent=TEMPLATE)
    return {
        "TABLE": NAME,
        "BUCKET": NAME,
        "LINK_SECRET": secret["ARN"],
        "LINK_DAYS": "7",
        "VIDEO_DAYS": "90",
        "MAX_BYTES": str(20 * 1024**3),
        "DOWNLOADS_PER_LINK": "3",
        "SITE_PARAMETER": f"/{NAME}/site",
        "SENDER": "no-reply@example.com",
        "CONFIGURATION_SET": NAME,
        "TEMPLATE_READY": NAME,
        "MAIL_QUEUE": client("sqs").create_queue(QueueName=NAME)["QueueUrl"],
        "POWERTOOLS_SERVICE_NAME": "test",
    }


def _credentials(aws: Embedded) -> dict[str, str]:
    """Return those of a user: S3 checks what is signed with them."""
    aws.clients("iam").create_user(UserName=NAME)
    made = aws.clients("iam").create_access_key(UserName=NAME)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": made["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"]}


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
