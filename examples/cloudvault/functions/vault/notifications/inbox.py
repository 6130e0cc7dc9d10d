"""What the API does with notifications: request, list, read, and choose how to be told."""

from typing import Any

from boto3.dynamodb.conditions import Key

from vault.caller import OPERATORS, Caller
from vault.cursors import read_cursor, write_cursor
from vault.models.notifications import (
    MYSELF,
    NewNotification,
    NewPreferences,
    Notification,
    NotificationPage,
    NotificationsWanted,
    Preferences,
)
from vault.moments import as_text, now
from vault.notifications.items import ACTIVITY, SUBJECT, as_notification, key, new_notification
from vault.problems import forbidden, not_found
from vault.settings import table
from vault.tables import Item, alone, put, update
from vault.users import USERS

NAMED = ("moment",)


def request_notification(caller: Caller, request: NewNotification) -> Notification:
    """Have somebody told; users tell themselves, operators tell anybody."""
    if request.to != MYSELF and OPERATORS not in caller.groups:
        raise forbidden("Only operators may tell others.")
    recipient = caller.user_id if request.to == MYSELF else request.to
    _know_address(caller, request.to)
    item = new_notification(recipient, request.title, request.text, moment=now())
    alone(put(ACTIVITY, item))
    return as_notification(item)


def list_notifications(caller: Caller, query: NotificationsWanted) -> NotificationPage:
    """Return a page of the caller's notifications, the newest first."""
    subject = f"{SUBJECT}{caller.user_id}"
    after = read_cursor(query.cursor, *NAMED, subject=subject)
    attribute: Any = Key("subject")
    found = table(ACTIVITY).query(
        KeyConditionExpression=attribute.eq(subject),
        ScanIndexForward=False,
        Limit=query.limit,
        **({"ExclusiveStartKey": after} if after else {}),
    )
    return NotificationPage(
        notifications=[as_notification(item) for item in found["Items"]],
        cursor=write_cursor(found.get("LastEvaluatedKey"), *NAMED),
    )


def read_notification(caller: Caller, notification_id: str) -> Notification:
    """Note that the caller has read a notification; the first time counts."""
    own = key(caller.user_id, notification_id)
    read = update(
        ACTIVITY,
        own,
        "SET read_at = if_not_exists(read_at, :moment)",
        "attribute_exists(subject)",
        moment=as_text(now()),
    )
    if not alone(read):
        raise not_found("notification")
    return as_notification(table(ACTIVITY).get_item(Key=own, ConsistentRead=True)["Item"])


def get_preferences(caller: Caller) -> Preferences:
    """Return how the caller is told."""
    found: Item = table(USERS).get_item(Key={"user_id": caller.user_id}).get("Item", {})
    return Preferences(by_email=found.get("by_email", True))


def change_preferences(caller: Caller, request: NewPreferences) -> Preferences:
    """Choose how the caller is told."""
    alone(
        update(
            USERS,
            {"user_id": caller.user_id},
            "SET by_email = :by_email, email = :email",
            by_email=request.by_email,
            email=caller.email,
        )
    )
    return Preferences(by_email=request.by_email)


def _know_address(caller: Caller, to: str) -> None:
    """Have the address of a recipient where the notifier looks for it.

    Raises:
        Problem: There is no such user.
    """
    if to == MYSELF:
        alone(update(USERS, {"user_id": caller.user_id}, "SET email = :email", email=caller.email))
    elif to != OPERATORS:
        found: Item = table(USERS).get_item(Key={"user_id": to}).get("Item", {})
        if "email" not in found:
            raise not_found("user")
