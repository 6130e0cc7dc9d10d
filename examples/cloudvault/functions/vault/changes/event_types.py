"""The events that others may act on. Each tells who owns what it is about, and what that is called."""

from enum import StrEnum

SOURCE = "cloudvault"


class EventType(StrEnum):
    """What happened, as rules of EventBridge name it."""

    FILE_UPLOADED = "FileUploaded"
    FILE_REJECTED = "FileRejected"
    FILE_TRASHED = "FileTrashed"
    FILE_RESTORED = "FileRestored"
    FILE_DELETED = "FileDeleted"
    FOLDER_CREATED = "FolderCreated"
    FOLDER_DELETION_REQUESTED = "FolderDeletionRequested"
    FOLDER_DELETED = "FolderDeleted"
    SHARE_CREATED = "ShareCreated"
    SHARE_OPENED = "ShareOpened"
    SHARE_REVOKED = "ShareRevoked"
    SHARE_EXPIRED = "ShareExpired"
    NOTIFICATION_REQUESTED = "NotificationRequested"
    BACKUP_REQUESTED = "BackupRequested"
