"""What becomes of a file's content once S3 has it: its size, checksum, type and thumbnail.

An event may come twice, late, or for a file that is gone. What is written says in its condition which state
it follows on, so that whatever comes second changes nothing.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import puremagic
from botocore.exceptions import ClientError

from vault import nodes
from vault.files.items import object_key, thumbnail_key
from vault.files.thumbnails import thumbnail
from vault.models.files import MIB, FileState
from vault.moments import as_text, now
from vault.settings import client, setting
from vault.tables import Item, Refused, together, update
from vault.telemetry import logger
from vault.users import release

CHUNK = MIB
HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
MAX_PICTURE_BYTES = 32 * MIB


def process(owner: str, file_id: str) -> FileState | None:
    """Read a file that has arrived, and say in the table what it is; `None` if nobody waits for it."""
    item = nodes.find(owner, file_id, nodes.FILE)
    if item is None:
        logger.warning("An object without a file is removed", key=object_key(owner, file_id))
        client("s3").delete_object(Bucket=setting("FILES_BUCKET"), Key=object_key(owner, file_id))
        return None
    if item["file_state"] != FileState.UPLOADING:
        return FileState(item["file_state"])
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


def _accept(item: Item, digest: str, kind: str) -> FileState:
    owner, file_id = item["owner"], item["node_id"]
    picture = thumbnail(owner, file_id, kind) if int(item["size"]) <= MAX_PICTURE_BYTES else None
    if picture is not None:
        client("s3").put_object(
            Bucket=setting("FILES_BUCKET"),
            Key=thumbnail_key(owner, file_id),
            Body=picture,
            ContentType="image/png",
        )
    places = nodes.places(owner, item["parent_id"], nodes.FILE, item["name"])
    placed = ", ".join(f"{name} = :{name}" for name in places)
    try:
        together(
            update(
                nodes.NODES,
                nodes.key(owner, file_id),
                f"SET file_state = :ready, sha256 = :digest, content_type = :kind, updated_at = :moment,"
                f" {placed}{', thumbnail = :thumbnail' if picture else ''} REMOVE upload_id",
                "file_state = :uploading",
                ready=FileState.READY.value,
                uploading=FileState.UPLOADING.value,
                digest=digest,
                kind=kind,
                moment=as_text(now()),
                **places,
                **({"thumbnail": thumbnail_key(owner, file_id)} if picture else {}),
            )
        )
    except Refused:
        logger.info("The file was settled in the meantime", file_id=file_id)
    return FileState.READY


def _reject(item: Item, reason: str) -> FileState:
    owner, file_id = item["owner"], item["node_id"]
    client("s3").delete_object(Bucket=setting("FILES_BUCKET"), Key=object_key(owner, file_id))
    try:
        together(
            update(
                nodes.NODES,
                nodes.key(owner, file_id),
                "SET file_state = :rejected, reason = :reason, updated_at = :moment",
                "file_state = :uploading",
                rejected=FileState.REJECTED.value,
                uploading=FileState.UPLOADING.value,
                reason=reason,
                moment=as_text(now()),
            ),
            nodes.unclaim(owner, item["parent_id"], item["name"], file_id),
            release(owner, int(item["size"])),
        )
    except Refused:
        logger.info("The file was settled in the meantime", file_id=file_id)
    return FileState.REJECTED
