"""What a queue gives: several messages at once."""

import json
from collections.abc import Callable
from typing import Any

from apex.telemetry import logger, metrics

Json = dict[str, Any]


def each(event: Json, take: Callable[[Json], None]) -> Json:
    """Take each message; those that fail stay in the queue, and the others do not wait for them."""
    failed: list[Json] = []
    metrics.add_metric(name="Messages", unit="Count", value=len(event["Records"]))
    for record in event["Records"]:
        try:
            take(json.loads(record["body"]))
        except Exception:
            logger.exception("Failed", message_id=record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
