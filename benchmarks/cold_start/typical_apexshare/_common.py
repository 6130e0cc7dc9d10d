"""What the three functions share."""

from __future__ import annotations

import json
import os
import time
from typing import Any, cast

import boto3
from aws_lambda_powertools import Logger, Metrics
from botocore.config import Config

# boto3 makes its classes at run time, so that there are no types.
aws = cast("Any", boto3)
logger = Logger()
metrics = Metrics()
dynamodb = aws.resource("dynamodb")
table = dynamodb.Table(os.environ["TABLE"])
s3 = aws.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
BUCKET = os.environ["BUCKET"]


def read(kind: str, name: str) -> dict[str, Any] | None:
    """Read an item."""
    return table.get_item(Key={"pk": f"{kind}#{name}", "sk": "META"}, ConsistentRead=True).get("Item")


def write(*writes: dict[str, Any]) -> None:
    """Write items together."""
    named = [{kind: {"TableName": table.name, **body} for kind, body in one.items()} for one in writes]
    dynamodb.meta.client.transact_write_items(TransactItems=named)


def update(key: dict[str, str], expression: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an update for `write`."""
    named = {f":{name}": value for name, value in values.items()}
    return {"Update": {"Key": key, "UpdateExpression": expression, "ExpressionAttributeValues": named}}


def today(**amounts: int) -> dict[str, Any]:
    """Return what adds to the totals of the day."""
    key = {"pk": f"DAY#{time.strftime('%Y-%m-%d')}", "sk": "TOTALS"}
    return update(key, "ADD " + ", ".join(f"{name} :{name}" for name in amounts), **amounts)


def answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    """Answer API Gateway."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
