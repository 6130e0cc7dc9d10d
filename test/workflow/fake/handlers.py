"""The steps of a sync whose source is a JSON document in the destination bucket: `fake/<provider>.json`.

The document says what the library has (`items`), how many the lister returns (`page`), which items fail
and what the comparison finds. While there is an object `fake/<provider>.gate`, transfers wait.
"""

import json
import os
import time

import boto3

BUCKET = os.environ["BUCKET"]
s3 = boto3.client("s3")
tables = boto3.resource("dynamodb")


class SourceError(Exception):
    """The source does not give an item."""


def library(event):
    return json.load(s3.get_object(Bucket=BUCKET, Key=f"fake/{event['provider']}.json")["Body"])


def authenticate(event, context):
    if library(event).get("locked_out"):
        raise SourceError("no such user")
    return {}


def list_items(event, context):
    source = library(event)
    table, key = event["tracker"]["table"], event["tracker"]["key"]
    rows = tables.Table(table).scan(ConsistentRead=True)["Items"]
    own = [row for row in rows if row.get("provider") == event["provider"]]
    done = {row[key] for row in own if row.get("status") == "COMPLETED"}
    items, start = source["items"], event["cursor"] or 0
    end = start + source.get("page", len(items))
    page = [{key: item} for item in items[start:end] if item not in done]
    answer = {"items": page, "found": len(items), "remaining": max(0, len(items) - end)}
    if source.get("manifest"):
        place = event["manifest"]
        lines = "\n".join(json.dumps(item) for item in page)
        s3.put_object(Bucket=place["bucket"], Key=place["key"], Body=lines.encode())
        return {**answer, "items": [], "remaining": 0, "manifest": {"key": place["key"]}}
    return {**answer, "next": end} if end < len(items) else answer


def transfer(event, context):
    source = library(event)
    while s3.list_objects_v2(Bucket=BUCKET, Prefix=f"fake/{event['provider']}.gate")["KeyCount"]:
        time.sleep(0.05)
    key = event["tracker"]["key"]
    item = event["item"][key]
    if item in source.get("failing", []):
        raise SourceError(item)
    s3.put_object(Bucket=BUCKET, Key=f"{event['provider']}/{item}", Body=item.encode())
    row = {key: item, "provider": event["provider"], "status": "COMPLETED", "owner": event["correlation_id"]}
    tables.Table(event["tracker"]["table"]).put_item(Item=row)
    return {key: item, "status": "COMPLETED", "bytes": len(item)}


def compare(event, context):
    drift = library(event)["drift"]
    place = event["report"]
    s3.put_object(Bucket=place["bucket"], Key=place["key"], Body=json.dumps(drift).encode())
    return drift


def delete(event, context):
    place = event["report"]
    report = json.load(s3.get_object(Bucket=place["bucket"], Key=place["key"])["Body"])
    return {"deleted": report["surplus"]}
