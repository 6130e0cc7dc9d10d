"""Looks at what has arrived, and sends its link."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any

from benchmarks.cold_start.typical_apexshare._common import (
    BUCKET,
    aws,
    logger,
    metrics,
    read,
    s3,
    today,
    update,
    write,
)

ses = aws.client("sesv2")
secrets = aws.client("secretsmanager")
parameters = aws.client("ssm")


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001 (Lambda's)
    """Take each message."""
    for record in event["Records"]:
        _send(json.loads(record["body"])["detail"]["object"]["key"])
    metrics.add_metric("MailsSent", "Count", 1)


def _send(key: str) -> None:
    video_id = key.removeprefix("videos/")
    video = read("VIDEO", video_id)
    size = s3.head_object(Bucket=BUCKET, Key=key)["ContentLength"]
    head = s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-11")["Body"].read()
    if video is None or size != video["size"] or head[4:8] != b"ftyp":
        raise ValueError("the video is not what was announced")
    at = {"pk": video["pk"], "sk": "META"}
    write(update(at, "SET ready = :ready", ready=True), today(uploads=1))
    if read("ADDRESS", hashlib.sha256(video["student_email"].encode()).hexdigest()):
        return
    secret = secrets.get_secret_value(SecretId=os.environ["LINK_SECRET"])["SecretString"]
    digest = hmac.digest(secret.encode(), f"{video_id}|1".encode(), "sha256")
    token = base64.urlsafe_b64encode(digest).decode()
    expires = int(time.time()) + 7 * 86_400
    opened = hashlib.sha256(token.encode()).hexdigest()
    write(
        {"Put": {"Item": {"pk": f"LINK#{opened}", "sk": "META", "video_id": video_id, "expires": expires}}},
        update(at, "SET link_expires = :expires", expires=expires),
    )
    site = parameters.get_parameter(Name=os.environ["SITE_PARAMETER"])["Parameter"]["Value"]
    said = {"title": video["title"], "link": f"{site}/index.html#/watch/{token}"}
    sent = ses.send_email(
        FromEmailAddress=os.environ["SENDER"],
        Destination={"ToAddresses": [video["student_email"]]},
        Content={
            "Template": {"TemplateName": os.environ["TEMPLATE_READY"], "TemplateData": json.dumps(said)}
        },
        ConfigurationSetName=os.environ["CONFIGURATION_SET"],
    )
    write(
        update(at, "SET mail = :mail", mail="SENT"),
        today(mails=1),
        {"Put": {"Item": {"pk": f"MESSAGE#{sent['MessageId']}", "sk": "META", "video_id": video_id}}},
    )
