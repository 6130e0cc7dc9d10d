"""What people write: boto3's managed upload, fed from a stream of requests: URL BUCKET KEY."""

from __future__ import annotations

import sys
from typing import Any, cast

import boto3
import requests


def copy(url: str, bucket: str, key: str) -> None:
    """Copy one file with the defaults of both libraries."""
    with requests.get(url, stream=True, timeout=20) as response:
        response.raise_for_status()
        cast("Any", boto3).client("s3").upload_fileobj(response.raw, bucket, key)


if __name__ == "__main__":
    copy(*sys.argv[1:])
