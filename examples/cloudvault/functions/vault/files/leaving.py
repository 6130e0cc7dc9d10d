"""How files leave: into the trash, and from there, or from an upload that never ended, for good.

A file that leaves for good is first taken from its owner in one transaction; then its objects are removed,
and last its row, so that nothing is left behind by whoever stops in between: the clean-up finds the row.
"""

from datetime import timedelta
from typing import Any

from botocore.exceptions import ClientError

from vault import nodes
from vault.files.items import object_key, thumbnail_key
from vault.models.files import FileState
from vault.moments import as_text, now
from vault.settings import client, setting
from vault.tables import Item, Refused, delete, together
from vault.users import release

KEPT_IN_TRASH = timedelta(days=30)
UPLOADS_END = ("NoSuchUpload", "404")


def in_trash(owner: str, file_id: str) -> Item:
    """Return the attributes of a file that is in the trash from now on."""
    moment = now()
    text = as_text(moment)
    return {
        "file_state": FileState.TRASHED.value,
        "trashed_at": text,
        "updated_at": text,
        "parent": f"{owner}#{nodes.TRASH}",
        "sort_name": f"{nodes.FOLDERS_FIRST[nodes.FILE]}#{text}",
        **nodes.due(file_id, moment + KEPT_IN_TRASH),
    }


def move_to_trash(item: Item) -> None:
    """Put a file that is ready into the trash; it still counts.

    Raises:
        Refused: The file has been changed.
    """
    owner, file_id = item["owner"], item["node_id"]
    together(
        nodes.change(
            owner,
            file_id,
            "file_state = :ready AND parent_id = :was_in AND #name = :was_called",
            to=in_trash(owner, file_id),
            without=["search_name"],
            ready=FileState.READY.value,
            was_in=item["parent_id"],
            was_called=item["name"],
        ),
        nodes.unclaim(owner, item["parent_id"], item["name"], file_id),
    )


def dismiss(item: Item) -> None:
    """Remove a file for good that is in the trash, was rejected, or never became ready.

    Raises:
        Refused: The file has been changed.
    """
    owner, file_id, state = item["owner"], item["node_id"], FileState(item["file_state"])
    writes = [
        nodes.change(
            owner,
            file_id,
            "file_state = :state AND updated_at = :seen",
            to={"kind": nodes.REMAINS, **nodes.due(file_id, now())},
            without=["file_state", *nodes.LISTED],
            state=state.value,
            seen=item["updated_at"],
        )
    ]
    if state != FileState.REJECTED:
        writes.append(release(owner, int(item["size"])))
    if state == FileState.UPLOADING:
        writes.append(nodes.unclaim(owner, item["parent_id"], item["name"], file_id))
    together(*writes)
    remove_remains(item)


def remove_remains(item: Item) -> None:
    """Remove what is left of a file that nobody has any more; a second time does nothing."""
    owner, file_id = item["owner"], item["node_id"]
    if "upload_id" in item:
        forget_parts(object_key(owner, file_id), item["upload_id"])
    remove_objects(owner, file_id)
    try:
        together(delete(nodes.NODES, nodes.key(owner, file_id), "kind = :remains", remains=nodes.REMAINS))
    except Refused:
        # Somebody else was faster.
        return


def remove_objects(owner: str, file_id: str) -> None:
    """Remove a file's content and thumbnail, if they are there."""
    for key in (object_key(owner, file_id), thumbnail_key(owner, file_id)):
        client("s3").delete_object(Bucket=setting("FILES_BUCKET"), Key=key)


def forget_parts(key: str, upload_id: str) -> None:
    """End a multipart upload, whatever of it has arrived, if it has not ended."""
    try:
        client("s3").abort_multipart_upload(Bucket=setting("FILES_BUCKET"), Key=key, UploadId=upload_id)
    except ClientError as error:
        response: Any = error.response
        if response["Error"]["Code"] not in UPLOADS_END:
            raise
