"""How a file's content arrives: the client sends it to S3 itself, by addresses that are signed for it.

A file is counted and its name taken when the upload begins, so that an upload cannot fail at its end.
It is ready when the processor has read it (`processing.py`).
"""

from datetime import timedelta
from math import ceil
from typing import Any

from botocore.exceptions import ClientError

from vault import nodes
from vault.caller import Caller
from vault.files.items import as_file, existing, object_key
from vault.files.leaving import UPLOADS_END, dismiss, forget_parts
from vault.models.files import (
    MAX_PARTS,
    MIB,
    SINGLE_PUT_BYTES,
    CompletedUpload,
    File,
    FileState,
    MultipartUpload,
    NewFile,
    NewUpload,
    PartsWanted,
    PartUrls,
    PutUpload,
)
from vault.moments import as_text, new_id, now
from vault.problems import conflict, invalid, not_found
from vault.settings import client, setting
from vault.tables import Item, Refused, put, together
from vault.users import reserve

SECONDS_TO_UPLOAD = 3600
TIME_TO_UPLOAD = timedelta(days=1)
"""After which an upload that nobody ended is given up."""


def begin_upload(caller: Caller, request: NewFile) -> NewUpload:
    """Take the name, count the file, and say where its content goes."""
    file_id = new_id()
    key = object_key(caller.user_id, file_id)
    multipart = _start_parts(key, request) if request.size > SINGLE_PUT_BYTES else None
    begun = now()
    item: Item = {
        **nodes.key(caller.user_id, file_id),
        "kind": nodes.FILE,
        "parent_id": request.folder_id,
        "name": request.name,
        "size": request.size,
        "content_type": request.content_type,
        "file_state": FileState.UPLOADING.value,
        "created_at": as_text(begun),
        "updated_at": as_text(begun),
        **nodes.due(file_id, begun + TIME_TO_UPLOAD),
        **({"upload_id": multipart} if multipart else {}),
    }
    writes = [
        put(nodes.NODES, item),
        nodes.claim(caller.user_id, request.folder_id, request.name, file_id),
        reserve(caller, request.size),
        *nodes.folder_is_there(caller.user_id, request.folder_id),
    ]
    try:
        together(*writes)
    except Refused as refused:
        if multipart:
            forget_parts(key, multipart)
        raise _why_not(refused, request) from refused
    if multipart:
        size = part_size(request.size)
        return NewUpload(
            file=as_file(item),
            multipart=MultipartUpload(part_size=size, part_count=ceil(request.size / size)),
        )
    return NewUpload(file=as_file(item), put=_put_url(key, request))


def sign_parts(caller: Caller, file_id: str, request: PartsWanted) -> PartUrls:
    """Say where parts of a multipart upload go."""
    item = existing(caller.user_id, file_id, FileState.UPLOADING)
    parameters, size = _upload(caller, item), int(item["size"])
    each = part_size(size)
    if max(request.part_numbers) > ceil(size / each):
        raise invalid(f"part_numbers: the file has {ceil(size / each)} parts.")
    urls = {
        str(number): client("s3").generate_presigned_url(
            "upload_part",
            # The length is signed, so that nobody sends more than was announced.
            Params={
                **parameters,
                "PartNumber": number,
                "ContentLength": min(each, size - (number - 1) * each),
            },
            ExpiresIn=SECONDS_TO_UPLOAD,
        )
        for number in request.part_numbers
    }
    return PartUrls(urls=urls)


def complete_upload(caller: Caller, file_id: str, request: CompletedUpload) -> File:
    """Put the parts together; a second time changes nothing."""
    item = existing(caller.user_id, file_id, FileState.UPLOADING, FileState.READY)
    if item["file_state"] == FileState.READY:
        return as_file(item)
    parts = sorted(request.parts, key=lambda part: part.part_number)
    try:
        client("s3").complete_multipart_upload(
            **_upload(caller, item),
            MultipartUpload={
                "Parts": [{"PartNumber": part.part_number, "ETag": part.etag} for part in parts]
            },
        )
    except ClientError as error:
        response: Any = error.response
        code: str = response["Error"]["Code"]
        if code in UPLOADS_END and _has_object(caller.user_id, file_id):
            return as_file(item)
        if code in ("InvalidPart", "InvalidPartOrder", "EntityTooSmall", *UPLOADS_END):
            raise conflict(f"S3 cannot put the parts together: {code}.") from error
        raise
    return as_file(item)


def abort_upload(caller: Caller, file_id: str) -> None:
    """Give up an upload: its name is free again, and its bytes do not count."""
    item = existing(caller.user_id, file_id, FileState.UPLOADING)
    try:
        dismiss(item)
    except Refused as refused:
        raise conflict("The upload has ended.") from refused


def part_size(size: int) -> int:
    """Return the size of a part: at least 8 MiB, and so large that the parts are not too many."""
    least = ceil(size / MAX_PARTS)
    return max(8 * MIB, ceil(least / MIB) * MIB)


def _why_not(refused: Refused, request: NewFile) -> Exception:
    name, quota = 1, 2
    if name in refused.failed:
        return conflict(f"The folder has a {request.name!r} already.")
    if quota in refused.failed:
        return conflict("There is not enough room left for a file of that size.")
    return not_found("folder")


def _put_url(key: str, request: NewFile) -> PutUpload:
    # Signed, so that S3 refuses another length or type, and a second upload by the same address.
    headers = {"Content-Type": request.content_type, "If-None-Match": "*"}
    url = client("s3").generate_presigned_url(
        "put_object",
        Params={
            "Bucket": setting("FILES_BUCKET"),
            "Key": key,
            "ContentLength": request.size,
            "ContentType": request.content_type,
            "IfNoneMatch": "*",
        },
        ExpiresIn=SECONDS_TO_UPLOAD,
    )
    return PutUpload(url=url, headers=headers)


def _start_parts(key: str, request: NewFile) -> str:
    started = client("s3").create_multipart_upload(
        Bucket=setting("FILES_BUCKET"), Key=key, ContentType=request.content_type
    )
    upload_id: str = started["UploadId"]
    return upload_id


def _upload(caller: Caller, item: Item) -> dict[str, Any]:
    if "upload_id" not in item:
        raise conflict("The file is uploaded in one piece.")
    key = object_key(caller.user_id, item["node_id"])
    return {"Bucket": setting("FILES_BUCKET"), "Key": key, "UploadId": item["upload_id"]}


def _has_object(owner: str, file_id: str) -> bool:
    try:
        client("s3").head_object(Bucket=setting("FILES_BUCKET"), Key=object_key(owner, file_id))
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True
