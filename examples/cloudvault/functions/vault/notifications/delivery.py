"""Delivers notifications: to users by e-mail if they like, to operators by their topic.

A request may come twice, also at the same time. Whoever claims a notification delivers it, and whoever finds
it claimed comes again when the claim is over. Only a function that dies between the service's answer and its
own note of it sends one twice.
"""

from vault.caller import OPERATORS
from vault.models.notifications import NotificationState
from vault.moments import as_text, now
from vault.notifications.items import ACTIVITY, key
from vault.settings import client, setting, table
from vault.tables import Item, alone, update
from vault.users import USERS

CLAIM_SECONDS = 60
"""More than the function may take."""
FOOTER = "You get this e-mail because you have an account at CloudVault. Its settings turn such e-mail off."


class Claimed(Exception):  # noqa: N818 (somebody else is at it, which is no error)
    """A notification is being delivered."""


def deliver(recipient: str, notification_id: str) -> None:
    """Deliver a notification that was requested, unless that is done.

    Raises:
        Claimed: Somebody else is at it.
    """
    where = key(recipient, notification_id)
    item: Item | None = table(ACTIVITY).get_item(Key=where, ConsistentRead=True).get("Item")
    if item is None or item["notification_state"] != NotificationState.REQUESTED:
        return
    _claim(where)
    state = _tell_operators(item) if recipient == OPERATORS else _tell_user(recipient, item)
    alone(
        update(
            ACTIVITY,
            where,
            "SET notification_state = :state, delivered_at = :moment REMOVE claimed_until",
            state=state.value,
            moment=as_text(now()),
        )
    )


def _claim(where: Item) -> None:
    moment = int(now().timestamp())
    claim = update(
        ACTIVITY,
        where,
        "SET claimed_until = :until",
        "notification_state = :requested AND (attribute_not_exists(claimed_until) OR claimed_until < :now)",
        until=moment + CLAIM_SECONDS,
        requested=NotificationState.REQUESTED.value,
        now=moment,
    )
    if not alone(claim):
        raise Claimed


def _tell_operators(item: Item) -> NotificationState:
    client("sns").publish(
        TopicArn=setting("OPERATORS_TOPIC"),
        # Subjects of SNS are ASCII, and at most 100 characters.
        Subject="CloudVault",
        Message=f"{item['title']}\n\n{item['text']}",
    )
    return NotificationState.SENT


def _tell_user(user_id: str, item: Item) -> NotificationState:
    user: Item = table(USERS).get_item(Key={"user_id": user_id}).get("Item", {})
    if "email" not in user or not user.get("by_email", True):
        return NotificationState.KEPT
    client("sesv2").send_email(
        FromEmailAddress=setting("SENDER"),
        ConfigurationSetName=setting("EMAIL_SETTINGS"),
        Destination={"ToAddresses": [user["email"]]},
        Content={
            "Simple": {
                "Subject": {"Data": item["title"], "Charset": "UTF-8"},
                "Body": {"Text": {"Data": f"{item['text']}\n\n{FOOTER}", "Charset": "UTF-8"}},
            }
        },
    )
    return NotificationState.SENT
