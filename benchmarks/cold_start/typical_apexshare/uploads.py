"""Begins an upload."""

from __future__ import annotations

import math
import time
import uuid
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from benchmarks.cold_start.typical_apexshare._common import BUCKET, answer, logger, metrics, s3, table

MIB = 1024 * 1024
PART = 8 * MIB


class NewUpload(BaseModel):
    """What the trainer says."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=120)
    student_email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    file_name: str = Field(min_length=1, max_length=200)
    content_type: str = Field(pattern="^video/(mp4|quicktime)$")
    size: int = Field(ge=1)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 (Lambda's)
    """Write the video down and sign where its parts go."""
    wanted = NewUpload.model_validate_json(event["body"])
    video_id = uuid.uuid4().hex
    where = {"Bucket": BUCKET, "Key": f"videos/{video_id}"}
    begun = s3.create_multipart_upload(**where, ContentType=wanted.content_type)
    table.put_item(
        Item={
            "pk": f"VIDEO#{video_id}",
            "sk": "META",
            "trainer": event["requestContext"]["authorizer"]["claims"]["sub"],
            "upload_id": begun["UploadId"],
            "expires_at": int(time.time()) + 90 * 86_400,
            **wanted.model_dump(),
        },
        ConditionExpression="attribute_not_exists(pk)",
    )
    parts = [
        {
            "number": number,
            "url": s3.generate_presigned_url(
                "upload_part", Params={**where, "UploadId": begun["UploadId"], "PartNumber": number}
            ),
        }
        for number in range(1, math.ceil(wanted.size / PART) + 1)
    ]
    metrics.add_metric("Requests", "Count", 1)
    return answer(201, {"video_id": video_id, "parts": parts})
