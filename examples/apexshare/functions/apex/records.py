"""The table, and what stands in it.

VIDEO#id         META              the video; by-trainer lists those of a trainer, the newest first
VIDEO#id         DOWNLOAD#moment#id  one download
LINK#digest      META              what the token with that digest opens
MESSAGE#id       META              which video an e-mail was about
ADDRESS#digest   META              an address that gets no more e-mail
DAY#date         TOTALS            uploads, bytes, mails and downloads of a day

Everything expires, by `expires_at`.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apex.aws import AwsError, call
from apex.moments import DAY, as_epoch
from apex.settings import number, setting

Item = dict[str, Any]

META, TOTALS, DOWNLOAD = "META", "TOTALS", "DOWNLOAD#"
BY_TRAINER = "by-trainer"
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
BATCH = 25


class Refused(Exception):  # noqa: N818 (a condition that does not hold is no error)
    """A condition of a write did not hold, so nothing was written."""


def video_key(video_id: str) -> Item:
    """Return the key of a video."""
    return {"pk": f"VIDEO#{video_id}", "sk": META}


def link_key(token: str) -> Item:
    """Return the key of a link: what the table keeps of its token opens nothing."""
    return {"pk": f"LINK#{hashlib.sha256(token.encode()).hexdigest()}", "sk": META}


def message_key(message_id: str) -> Item:
    """Return the key of an e-mail."""
    return {"pk": f"MESSAGE#{message_id}", "sk": META}


def address_key(address: str) -> Item:
    """Return the key of an address, however it is written."""
    return {"pk": f"ADDRESS#{hashlib.sha256(address.lower().encode()).hexdigest()}", "sk": META}


def day_key(moment: datetime) -> Item:
    """Return the key of a day's totals."""
    return {"pk": f"DAY#{moment:%Y-%m-%d}", "sk": TOTALS}


def get(key: Item) -> Item | None:
    """Return what stands there now."""
    answer = call("dynamodb", "GetItem", TableName=_table(), Key=_encoded(key), ConsistentRead=True)
    return _decoded(answer["Item"]) if "Item" in answer else None


def query(
    condition: str,
    values: Item,
    *,
    index: str | None = None,
    limit: int,
    after: Item | None = None,
    newest_first: bool = False,
) -> tuple[list[Item], Item | None]:
    """Return a page of items, and the key that the next one begins after."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=_table(),
        KeyConditionExpression=condition,
        ExpressionAttributeValues=_encoded({f":{name}": value for name, value in values.items()}),
        Limit=limit,
        ScanIndexForward=not newest_first,
        **({"IndexName": index} if index else {}),
        **({"ExclusiveStartKey": _encoded(after)} if after else {}),
    )
    last = answer.get("LastEvaluatedKey")
    return [_decoded(item) for item in answer["Items"]], _decoded(last) if last else None


def put(item: Item, condition: str | None = None, /, **values: object) -> Item:
    """Return a put for `write`; values are named in the condition as `:name`."""
    return {"Put": _with_condition({"Item": _encoded(item)}, condition, values)}


def update(key: Item, expression: str, condition: str | None = None, /, **values: object) -> Item:
    """Return an update for `write`; values are named in both expressions as `:name`."""
    body = {"Key": _encoded(key), "UpdateExpression": expression}
    return {"Update": _with_condition(body, condition, values)}


def delete(key: Item, condition: str | None = None, /, **values: object) -> Item:
    """Return a deletion for `write`."""
    return {"Delete": _with_condition({"Key": _encoded(key)}, condition, values)}


def count(moment: datetime, **amounts: int) -> Item:
    """Return what adds to the totals of a day, for `write`."""
    expires = as_epoch(moment + number("VIDEO_DAYS") * DAY)
    body = {
        "TableName": _table(),
        "Key": _encoded(day_key(moment)),
        "UpdateExpression": "SET expires_at = :expires ADD " + ", ".join(f"#{n} :{n}" for n in amounts),
        # `bytes` is a reserved word.
        "ExpressionAttributeNames": {f"#{name}": name for name in amounts},
        "ExpressionAttributeValues": _encoded(
            {":expires": expires, **{f":{name}": amount for name, amount in amounts.items()}}
        ),
    }
    return {"Update": body}


def write(*writes: Item, once: str | None = None) -> None:
    """Do all of it or nothing.

    Args:
        writes: What to do.
        once: What the request is known by: a second one with the same name does nothing.

    Raises:
        Refused: A condition did not hold.
    """
    try:
        call(
            "dynamodb",
            "TransactWriteItems",
            TransactItems=list(writes),
            **({"ClientRequestToken": once} if once else {}),
        )
    except AwsError as error:
        reasons: list[Item] = error.details.get("CancellationReasons") or []
        if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
            raise Refused from error
        raise


def remove(keys: Iterable[Item]) -> None:
    """Delete items, whether they are there or not."""
    left = [{"DeleteRequest": {"Key": _encoded(key)}} for key in keys]
    while left:
        answer = call("dynamodb", "BatchWriteItem", RequestItems={_table(): left[:BATCH]})
        left = answer.get("UnprocessedItems", {}).get(_table(), []) + left[BATCH:]


def _table() -> str:
    return setting("TABLE")


def _with_condition(body: Item, condition: str | None, values: Item) -> Item:
    body["TableName"] = _table()
    if condition is not None:
        body["ConditionExpression"] = condition
    expressions = f"{body.get('UpdateExpression', '')} {condition or ''}"
    if "#state" in expressions:
        body["ExpressionAttributeNames"] = {"#state": "state"}
    if values:
        body["ExpressionAttributeValues"] = _encoded({f":{name}": value for name, value in values.items()})
    return body


def _encoded(item: Item) -> Item:
    """Return an item as DynamoDB wants it; an attribute that is None is left out."""
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": str(value)}
        for name, value in item.items()
        if value is not None
    }


def _decoded(item: Item) -> Item:
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
