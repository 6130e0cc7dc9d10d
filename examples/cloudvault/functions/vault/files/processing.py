"""What becomes of a file's content once S3 has it: its size, checksum, type and thumbnail.

An event may come twice, late, or for a file that is gone. What is written says in its condition which state
it follows on, so that whatever comes second changes nothing.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import puremagic
from botocore.exceptions import ClientError

from vault import nodes
from vault.files.items import object_key, thumbnail_key
from vault.files.leaving import in_trash, remove_objects
from vault.files.thumbnails import thumbnail
from vault.models.files import MIB, FileState
from vault.moments import as_text, now
from vault.settings import client, setting
from vault.tables import Item, Refused, together
from vault.telemetry import logger
from vault.users import release

CHUNK = MIB
HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
MAX_PICTURE_BYTES = 32 * MIB
REJECTED_SHOWN = timedelta(days=7)


def process(owner: str, file_id: str) -> FileState | None:
    """Read a file that has arrived, and say in the table what it is; `None` if nobody waits for it."""
    item = nodes.find(owner, file_id, nodes.FILE)
    state = FileState(item["file_state"]) if item else None
    if item is None or state == FileState.REJECTED:
        logger.warning("An object without a file is removed", key=object_key(owner, file_id))
        remove_objects(owner, file_id)
        return state
    if state != FileState.UPLOADING:
        return state
    content = _open(owner, file_id)
    if content is None:
        return None
    if content["ContentLength"] != int(item["size"]):
        return _reject(item, f"It has {content['ContentLength']} bytes, and {item['size']} were announced.")
    digest, head = _digest(content["Body"].iter_chunks(CHUNK))
    return _accept(item, digest, kind_of(head, item["content_type"]))


def kind_of(head: bytes, said: str) -> str:
    """Return what the first bytes say that a file is.

    Text has no first bytes of its own: there the client is believed, unless it claims more than text.
    """
    library: Any = puremagic
    try:
        found: list[Any] = library.magic_string(head)
    except (puremagic.PureError, ValueError):
        found = []
    kinds: list[str] = [match.mime_type for match in found if match.mime_type]
    if said in kinds:
        return said
    if kinds:
        return kinds[0]
    is_text = said.startswith("text/") and b"\x00" not in head
    return said if is_text else UNKNOWN


def _open(owner: str, file_id: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client("s3").get_object(
            Bucket=setting("FILES_BUCKET"), Key=object_key(owner, file_id)
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return None
    return found


def _digest(chunks: Iterator[bytes]) -> tuple[str, bytes]:
    digest, head = hashlib.sha256(), b""
    for chunk in chunks:
        digest.update(chunk)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
    return digest.hexdigest(), head


def _accept(item: Item, digest: str, kind: str) -> FileState | None:
    owner, file_id, folder_id = item["owner"], item["node_id"], item["parent_id"]
    picture = thumbnail(owner, file_id, kind) if int(item["size"]) <= MAX_PICTURE_BYTES else None
    if picture is not None:
        client("s3").put_object(
            Bucket=setting("FILES_BUCKET"),
            Key=thumbnail_key(owner, file_id),
            Body=picture,
            ContentType="image/png",
        )
    found = {
        "sha256": digest,
        "content_type": kind,
        **({"thumbnail": thumbnail_key(owner, file_id)} if picture else {}),
    }
    placed = {
        "file_state": FileState.READY.value,
        "updated_at": as_text(now()),
        **nodes.places(owner, folder_id, nodes.FILE, item["name"]),
    }
    try:
        together(
            _settle(item, found | placed, without=["upload_id", *nodes.DUE]),
            *nodes.folder_is_there(owner, folder_id),
        )
    except Refused as refused:
        this = 0
        if this in refused.failed:
            return process(owner, file_id)
        return _accept_into_trash(item, found)
    return FileState.READY


def _accept_into_trash(item: Item, found: Item) -> FileState | None:
    """Keep a file whose folder was deleted while it was uploaded, where the folder's other files are."""
    owner, file_id = item["owner"], item["node_id"]
    try:
        together(
            _settle(item, found | in_trash(owner, file_id), without=["upload_id"]),
            nodes.unclaim(owner, item["parent_id"], item["name"], file_id),
        )
    except Refused:
        return process(owner, file_id)
    return FileState.TRASHED


def _reject(item: Item, reason: str) -> FileState | None:
    owner, file_id, moment = item["owner"], item["node_id"], now()
    rejected = {
        "file_state": FileState.REJECTED.value,
        "reason": reason,
        "updated_at": as_text(moment),
        **nodes.due(file_id, moment + REJECTED_SHOWN),
    }
    try:
        together(
            _settle(item, rejected),
            nodes.unclaim(owner, item["parent_id"], item["name"], file_id),
            release(owner, int(item["size"])),
        )
    except Refused:
        return process(owner, file_id)
    # Not before: a file that another event finds to be right must not lose its content.
    remove_objects(owner, file_id)
    return FileState.REJECTED


def _settle(item: Item, to: Item, without: Sequence[str] = ()) -> Item:
    """Return the write that ends an upload; whoever is refused looks again at what became of the file."""
    return nodes.change(
        item["owner"],
        item["node_id"],
        "file_state = :uploading",
        to=to,
        without=without,
        uploading=FileState.UPLOADING.value,
    )
