"""Counts a download and says where the video is."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from benchmarks.cold_start.typical_apexshare._common import (
    BUCKET,
    answer,
    logger,
    metrics,
    read,
    s3,
    today,
    update,
    write,
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 (Lambda's)
    """Look the link up."""
    link = read("LINK", hashlib.sha256(json.loads(event["body"])["token"].encode()).hexdigest())
    video = read("VIDEO", link["video_id"]) if link else None
    if link is None or video is None or link["expires"] < time.time():
        return answer(404, {"detail": "There is no such link."})
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    write(
        update({"pk": link["pk"], "sk": "META"}, "ADD downloads :one", one=1),
        update({"pk": video["pk"], "sk": "META"}, "ADD downloads :one", one=1),
        {"Put": {"Item": {"pk": video["pk"], "sk": f"DOWNLOAD#{moment}", "at": moment}}},
        today(downloads=1),
    )
    where = {"Bucket": BUCKET, "Key": f"videos/{link['video_id']}"}
    shown = f'attachment; filename="{video["file_name"]}"'
    url = s3.generate_presigned_url("get_object", Params={**where, "ResponseContentDisposition": shown})
    metrics.add_metric("Downloads", "Count", 1)
    return answer(200, {"url": url})
