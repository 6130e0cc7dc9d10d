"""The way back for objects: a bucket that keeps versions only marks as deleted what is deleted."""

from datetime import datetime
from typing import Any

AwsClient = Any
MOST_AT_ONCE = 1000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""


def put_back_objects(s3: AwsClient, bucket: str, *, prefix: str, since: datetime) -> int:
    """Undo deletions of objects, and return how many there were.

    Args:
        s3: The client.
        bucket: The bucket.
        prefix: What the objects' keys begin with.
        since: The moment of the loss: what was deleted before it was meant to be.
    """
    undone = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        markers = [
            {"Key": marker["Key"], "VersionId": marker["VersionId"]}
            for marker in page.get("DeleteMarkers", ())
            if marker["IsLatest"] and marker["LastModified"] >= since
        ]
        for first in range(0, len(markers), MOST_AT_ONCE):
            some = markers[first : first + MOST_AT_ONCE]
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": some})
            undone += len(answer.get("Deleted", ()))
    return undone
