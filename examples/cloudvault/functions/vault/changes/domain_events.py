"""What a change means to others, if it means anything to them."""

from dataclasses import dataclass
from typing import Any

from vault import nodes
from vault.backups.subjects import REQUESTS as BACKUP_REQUESTS
from vault.changes.change import ACTIVITY, NODES, SHARES, Change
from vault.changes.event_types import EventType
from vault.models.files import FileState
from vault.notifications.items import SUBJECT

UPLOADING, READY = FileState.UPLOADING.value, FileState.READY.value
REJECTED, TRASHED = FileState.REJECTED.value, FileState.TRASHED.value
OF_FILES = {
    (UPLOADING, READY): EventType.FILE_UPLOADED,
    (UPLOADING, REJECTED): EventType.FILE_REJECTED,
    (READY, TRASHED): EventType.FILE_TRASHED,
    (TRASHED, READY): EventType.FILE_RESTORED,
    (READY, None): EventType.FILE_DELETED,
    (TRASHED, None): EventType.FILE_DELETED,
}
"""The events of files, by the states before and after."""


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """An event, before it is told."""

    type: EventType
    detail: dict[str, Any]


def event_of(change: Change) -> DomainEvent | None:
    """Return what others should hear of a change."""
    was = change.before or change.item
    match change.table, was.get("kind"):
        case (table, nodes.FILE) if table == NODES:
            return _of_file(change)
        case (table, nodes.FOLDER) if table == NODES:
            return _of_folder(change)
        case (table, _) if table == SHARES:
            return _of_share(change)
        case (table, _) if table == ACTIVITY:
            return _of_activity(change)
        case _:
            return None


def _of_file(change: Change) -> DomainEvent | None:
    type_ = OF_FILES.get(change.became("file_state"))
    if type_ is None:
        return None
    item = change.item
    detail = {
        "owner": item["owner"],
        "file_id": item["node_id"],
        "folder_id": item["parent_id"],
        "size": int(item["size"]),
        "content_type": item["content_type"],
    }
    return DomainEvent(type_, detail)


def _of_folder(change: Change) -> DomainEvent | None:
    begun, is_begun = change.became("deleting_since")
    if change.before is None:
        type_ = EventType.FOLDER_CREATED
    elif change.after is None:
        type_ = EventType.FOLDER_DELETED
    elif is_begun and not begun:
        type_ = EventType.FOLDER_DELETION_REQUESTED
    else:
        return None
    return DomainEvent(type_, {"owner": change.item["owner"], "folder_id": change.item["node_id"]})


def _of_share(change: Change) -> DomainEvent | None:
    opened_before, opened = change.became("downloads")
    if change.before is None:
        type_ = EventType.SHARE_CREATED
    elif change.after is None:
        type_ = EventType.SHARE_EXPIRED if change.expired else EventType.SHARE_REVOKED
    elif opened != opened_before:
        type_ = EventType.SHARE_OPENED
    else:
        return None
    item = change.item
    detail = {"owner": item["owner"], "share_id": item["share_id"], "file_id": item["file_id"]}
    return DomainEvent(type_, detail)


def _of_activity(change: Change) -> DomainEvent | None:
    item = change.item
    if change.before is not None:
        return None
    if item["subject"].startswith(SUBJECT):
        detail = {"owner": item["recipient"], "notification_id": item["moment"]}
        return DomainEvent(EventType.NOTIFICATION_REQUESTED, detail)
    if item["subject"] == BACKUP_REQUESTS:
        return DomainEvent(
            EventType.BACKUP_REQUESTED, {"owner": item["owner"], "backup_id": item["backup_id"]}
        )
    return None
