import json
import os

import boto3
from shared_errors import TransientError

attempts = 0


def answer(event, context):
    return {
        "version": os.environ["VERSION"],
        "log_group": context.log_group_name,
        "environment": dict(os.environ),
    }


def stumble(event, context):
    """Fails with an error of its own until the third attempt, or for ever."""
    global attempts
    attempts += 1
    if event["forever"] or attempts < 3:
        raise TransientError(f"attempt {attempts}")
    return {"attempts": attempts}


def remember(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    for record in event["Records"]:
        table.put_item(Item={"id": record.get("body") or record["s3"]["object"]["key"]})


def web(event, context):
    return {"statusCode": 200, "body": json.dumps({"path": event["rawPath"]})}
