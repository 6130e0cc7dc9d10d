"""How items are written together, and what stands in the tables.

users     user_id                   email, by_email, storage_used, file_count
nodes     owner, node_id            a file or a folder: kind, state, name, parent_id, ...
          owner, name#PARENT#NAME   a claim: who has that name in that folder, so that names are unique
          owner, tree               how often folders were moved, so that no two moves make a circle
shares    share_id                  the digest of a link's token, and what it leads to
activity  subject, moment           events, roll-ups, notifications, request counters, backups, the
                                    audit; all of them expire, but for the totals and the hours that
                                    are still to be counted
"""

import random
import re
import time
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from vault.settings import setting, table

Item = dict[str, Any]

# What a transaction is cancelled for that another attempt may get: botocore tries none of them again.
PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
ATTEMPTS, FIRST_PAUSE = 7, 0.05


class Refused(Exception):  # noqa: N818 (a condition that does not hold is no error)
    """A condition of a transaction did not hold.

    Args:
        failed: The positions of the writes whose conditions did not hold.
    """

    def __init__(self, failed: Sequence[int]) -> None:
        super().__init__(f"the conditions {list(failed)} did not hold")
        self.failed = frozenset(failed)


def put(name: str, item: Item, condition: str | None = None, /, **values: Any) -> Item:  # noqa: ANN401
    """Return a put of a transaction.

    Values are named in the condition as `:name`, attributes that have reserved words for names as `#name`.
    """
    return {"Put": _with_condition({"TableName": setting(name), "Item": item}, condition, values)}


def update(name: str, key: Item, expression: str, condition: str | None = None, /, **values: Any) -> Item:  # noqa: ANN401
    """Return an update of a transaction; values are named in both expressions as `:name`."""
    body = {"TableName": setting(name), "Key": key, "UpdateExpression": expression}
    return {"Update": _with_condition(body, condition, values)}


def delete(name: str, key: Item, condition: str | None = None, /, **values: Any) -> Item:  # noqa: ANN401
    """Return a deletion of a transaction."""
    return {"Delete": _with_condition({"TableName": setting(name), "Key": key}, condition, values)}


def check(name: str, key: Item, condition: str, /, **values: Any) -> Item:  # noqa: ANN401
    """Return a condition of a transaction on an item that it does not write."""
    return {"ConditionCheck": _with_condition({"TableName": setting(name), "Key": key}, condition, values)}


def together(*writes: Item) -> None:
    """Do all of it or nothing; what is in the way for a moment is waited for.

    Raises:
        Refused: A condition did not hold.
    """
    for attempt in range(ATTEMPTS):
        try:
            _client().transact_write_items(TransactItems=list(writes))
        except ClientError as error:
            response: Any = error.response
            codes = [reason.get("Code") for reason in response.get("CancellationReasons", [])]
            failed = [at for at, code in enumerate(codes) if code == "ConditionalCheckFailed"]
            if failed:
                raise Refused(failed) from error
            if attempt == ATTEMPTS - 1 or PASSING.isdisjoint(codes):
                raise
            time.sleep(random.uniform(0, FIRST_PAUSE * 2**attempt))  # noqa: S311 (spreads attempts, hides nothing)
        else:
            return


def alone(write: Item) -> bool:
    """Do one write without a transaction, which others would be in the way of; whether its condition held."""
    ((kind, body),) = write.items()
    calls = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}
    try:
        getattr(_client(), calls[kind])(**body)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _with_condition(body: Item, condition: str | None, values: Item) -> Item:
    expressions = f"{body.get('UpdateExpression', '')} {condition or ''}"
    names = {word: word[1:] for word in re.findall(r"#\w+", expressions)}
    if names:
        body["ExpressionAttributeNames"] = names
    if condition is not None:
        body["ConditionExpression"] = condition
    if values:
        body["ExpressionAttributeValues"] = {f":{name}": value for name, value in values.items()}
    return body


def _client() -> Any:  # noqa: ANN401
    # A resource's client takes Python's own types.
    return table("NODES_TABLE").meta.client
