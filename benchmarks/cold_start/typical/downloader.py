"""Copies one file."""

from __future__ import annotations

import os
from typing import Any

import requests

from benchmarks.cold_start.typical._common import aws, credentials, get, logger, metrics, tracer

table = aws.resource("dynamodb").Table(os.environ["TRACKER_TABLE"])
s3 = aws.client("s3")


@metrics.log_metrics
@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 (Lambda's)
    """Copy the file of the event."""
    item = event["item"]
    _note(event, "IN_PROGRESS")
    found = get(credentials(os.environ["CREDENTIALS_SECRET"]), f"/media/{item['media_id']}/download")
    url = found["_embedded"]["variations"][0]["url"]
    with requests.get(url, stream=True, timeout=20) as response:
        response.raise_for_status()
        s3.upload_fileobj(response.raw, os.environ["MEDIA_BUCKET"], item["media_id"])
    _note(event, "COMPLETED")
    metrics.add_metric("VideosSynced", "Count", 1)
    return {"status": "COMPLETED"}


def _note(event: dict[str, Any], status: str) -> None:
    table.update_item(
        Key={"provider": event["provider"], "media_id": event["item"]["media_id"]},
        UpdateExpression="SET #status = :status",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": status},
    )
