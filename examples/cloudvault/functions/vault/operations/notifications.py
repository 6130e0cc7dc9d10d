"""Notifications: request, list, read, and choose how to be told."""

from vault.models.notifications import (
    NewNotification,
    NewPreferences,
    Notification,
    NotificationPage,
    NotificationsWanted,
    Preferences,
)
from vault.operations.operation import Operation

NOTIFICATIONS = "/api/notifications"
PREFERENCES = f"{NOTIFICATIONS}/preferences"
FUNCTION = "notifications"

LIST_NOTIFICATIONS = Operation(
    name="ListNotifications",
    function=FUNCTION,
    method="GET",
    path=NOTIFICATIONS,
    query=NotificationsWanted,
    response=NotificationPage,
)
REQUEST_NOTIFICATION = Operation(
    name="RequestNotification",
    function=FUNCTION,
    method="POST",
    path=NOTIFICATIONS,
    request=NewNotification,
    response=Notification,
    status=202,
    rate=10,
)
READ_NOTIFICATION = Operation(
    name="ReadNotification",
    function=FUNCTION,
    method="POST",
    path=f"{NOTIFICATIONS}/{{notification_id}}/read",
    response=Notification,
)
GET_PREFERENCES = Operation(
    name="GetPreferences", function=FUNCTION, method="GET", path=PREFERENCES, response=Preferences
)
CHANGE_PREFERENCES = Operation(
    name="ChangePreferences",
    function=FUNCTION,
    method="PATCH",
    path=PREFERENCES,
    request=NewPreferences,
    response=Preferences,
)

OPERATIONS = (
    LIST_NOTIFICATIONS,
    REQUEST_NOTIFICATION,
    READ_NOTIFICATION,
    GET_PREFERENCES,
    CHANGE_PREFERENCES,
)
