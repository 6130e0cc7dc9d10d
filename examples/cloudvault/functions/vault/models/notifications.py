"""What is said of notifications."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from vault.caller import OPERATORS
from vault.models.base import Answer, Cursor, Identifier, Moment, Query, Request

MYSELF = "me"

Recipient = Annotated[
    str,
    Field(
        pattern=rf"^({MYSELF}|{OPERATORS}|[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})$",
        examples=[MYSELF],
        description="Oneself; only operators tell the operators, or a user by their id",
    ),
]


class NotificationState(StrEnum):
    """Where a notification stands."""

    REQUESTED = "requested"
    SENT = "sent"
    KEPT = "kept"
    """Shown here alone: its recipient wants no e-mail."""


class NewNotification(Request):
    """Something that somebody should hear of."""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    to: Recipient = MYSELF


class Notification(Answer):
    """A notification."""

    notification_id: Identifier
    title: str
    text: str
    state: NotificationState
    created_at: Moment
    read_at: Moment | None = None


class NotificationsWanted(Query):
    """Which of one's notifications are listed, the newest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class NotificationPage(Answer):
    """Some notifications, and where the next ones begin."""

    notifications: list[Notification]
    cursor: Cursor | None = None


class Preferences(Answer):
    """How a user is told."""

    by_email: bool


class NewPreferences(Request):
    """How a user wants to be told."""

    by_email: bool
