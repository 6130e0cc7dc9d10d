"""Files as the table has them."""

from vault import nodes
from vault.models.files import File, FileState
from vault.problems import not_found
from vault.tables import Item

OBJECTS, THUMBNAILS = "files/", "thumbnails/"


def object_key(owner: str, file_id: str) -> str:
    """Return where a file's content is; no name that a user chose is part of it."""
    return f"{OBJECTS}{owner}/{file_id}"


def thumbnail_key(owner: str, file_id: str) -> str:
    """Return where a file's thumbnail is."""
    return f"{THUMBNAILS}{owner}/{file_id}"


def owner_and_file(key: str) -> tuple[str, str]:
    """Return whose file an object is."""
    owner, file_id = key.removeprefix(OBJECTS).split("/")
    return owner, file_id


def existing(owner: str, file_id: str, *states: FileState) -> Item:
    """Return a file that is in one of the states, by default in any.

    Raises:
        Problem: There is none.
    """
    item = nodes.find(owner, file_id, nodes.FILE)
    if item is None or (states and item["file_state"] not in states):
        raise not_found("file")
    return item


def as_file(item: Item) -> File:
    """Return a file as clients see it."""
    return File(
        file_id=item["node_id"],
        folder_id=item["parent_id"],
        name=item["name"],
        size=int(item["size"]),
        content_type=item["content_type"],
        state=FileState(item["file_state"]),
        sha256=item.get("sha256"),
        has_thumbnail="thumbnail" in item,
        reason=item.get("reason"),
        created_at=item["created_at"],
        updated_at=item["updated_at"],
    )
