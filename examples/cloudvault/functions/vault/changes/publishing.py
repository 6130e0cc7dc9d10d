"""Tells events on the account's bus."""

import json
import time
from collections.abc import Sequence

from vault.changes.change import Change
from vault.changes.domain_events import event_of
from vault.changes.event_types import SOURCE
from vault.moments import as_text
from vault.settings import client
from vault.tables import Item
from vault.telemetry import logger

MOST = 10
"""https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html"""
PAUSES = (0.1, 0.4, 1.6)


def publish(changes: Sequence[Change]) -> Change | None:
    """Tell the events of up to ten changes; return the first of those that EventBridge did not take.

    EventBridge keeps no order. `sequence` tells which of two events of one item is the later, and `event_id`
    that one came twice.
    """
    pending = [(change, entry) for change in changes if (entry := _entry(change)) is not None]
    for pause in (*PAUSES, None):
        if not pending:
            return None
        answer = client("events").put_events(Entries=[entry for _, entry in pending])
        refused = [result.get("ErrorCode") for result in answer["Entries"]]
        pending = [each for each, code in zip(pending, refused, strict=True) if code is not None]
        if pending and pause is not None:
            logger.warning("Events are told again", codes=[code for code in refused if code is not None])
            time.sleep(pause)
    return pending[0][0] if pending else None


def _entry(change: Change) -> Item | None:
    event = event_of(change)
    if event is None:
        return None
    detail = {
        **event.detail,
        "event_id": change.id,
        "sequence": change.sequence,
        "occurred_at": as_text(change.moment),
    }
    return {
        "Source": SOURCE,
        "DetailType": event.type.value,
        "Detail": json.dumps(detail),
        "Time": change.moment,
    }
