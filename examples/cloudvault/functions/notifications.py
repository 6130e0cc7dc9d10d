"""Answers the API's operations on notifications."""

from vault.application import application
from vault.notifications.inbox import (
    change_preferences,
    get_preferences,
    list_notifications,
    read_notification,
    request_notification,
)
from vault.operations import notifications as operations

handler = application(
    {
        operations.LIST_NOTIFICATIONS: list_notifications,
        operations.REQUEST_NOTIFICATION: request_notification,
        operations.READ_NOTIFICATION: read_notification,
        operations.GET_PREFERENCES: get_preferences,
        operations.CHANGE_PREFERENCES: change_preferences,
    }
)
