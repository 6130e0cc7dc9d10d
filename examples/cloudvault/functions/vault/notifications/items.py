"""Notifications as the table has them.

Writing one down requests it: the table's stream tells the notifier. Whoever has something to say writes it in
the transaction that it is about, so that neither happens without the other.
"""

import secrets
from datetime import datetime, timedelta

from vault.models.notifications import Notification, NotificationState
from vault.moments import as_text
from vault.tables import Item

ACTIVITY = "ACTIVITY_TABLE"
SUBJECT = "notifications#"
KEPT = timedelta(days=90)


def key(recipient: str, notification_id: str) -> Item:
    """Return the key of a notification."""
    return {"subject": f"{SUBJECT}{recipient}", "moment": notification_id}


def new_notification(recipient: str, title: str, text: str, *, moment: datetime) -> Item:
    """Return a notification for a user, or for the operators."""
    # The moment first: a recipient's notifications are listed by their ids.
    notification_id = f"{int(moment.timestamp() * 1000):012x}{secrets.token_hex(10)}"
    return {
        **key(recipient, notification_id),
        "recipient": recipient,
        "title": title,
        "text": text,
        "notification_state": NotificationState.REQUESTED.value,
        "created_at": as_text(moment),
        "expires_at": int((moment + KEPT).timestamp()),
    }


def as_notification(item: Item) -> Notification:
    """Return a notification as clients see it."""
    return Notification(
        notification_id=item["moment"],
        title=item["title"],
        text=item["text"],
        state=NotificationState(item["notification_state"]),
        created_at=item["created_at"],
        read_at=item.get("read_at"),
    )
