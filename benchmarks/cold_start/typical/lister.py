"""Lists what has not been copied yet."""

from __future__ import annotations

import os
from typing import Any

from benchmarks.cold_start.typical._common import aws, credentials, get, logger, metrics, tracer

dynamodb = aws.resource("dynamodb")
s3 = aws.client("s3")


@metrics.log_metrics
@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 (Lambda's)
    """Compare the library with the tracker."""
    table = os.environ["TRACKER_TABLE"]
    page = get(credentials(os.environ["CREDENTIALS_SECRET"]), "/media/search?page=1&per_page=100")
    media = {entry["id"]: entry for entry in page["_embedded"]["media"]}
    keys = [{"provider": event["provider"], "media_id": media_id} for media_id in media]
    rows = dynamodb.batch_get_item(RequestItems={table: {"Keys": keys}})["Responses"].get(table, [])
    done = {row["media_id"] for row in rows if row["status"] == "COMPLETED"}
    new = [entry for media_id, entry in media.items() if media_id not in done]
    if len(new) > 500:
        s3.put_object(Bucket=os.environ["MEDIA_BUCKET"], Key="manifest.json", Body=str(new).encode())
    return {"items": new, "found": len(media)}
