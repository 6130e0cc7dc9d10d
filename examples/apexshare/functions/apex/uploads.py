"""How a video arrives: the trainer's browser sends it to S3 itself, by addresses that are signed for it.

An upload that is interrupted goes on where it stopped. It is ready when `apex.arrivals` has looked at it.
"""

import hashlib
import secrets
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from apex import bucket, records
from apex.application import Call, Json
from apex.aws import AwsError
from apex.models.requests import MIB, CompleteUpload, NewUpload
from apex.moments import DAY, as_epoch, as_text, now
from apex.parsing import parse
from apex.problems import Problem, conflict
from apex.records import Item
from apex.settings import number
from apex.states import MailState, VideoState
from apex.telemetry import logger
from apex.videos import own

SINGLE_PUT_BYTES = 16 * MIB
SMALLEST_PART = 8 * MIB
# So many addresses fit into an answer.
PARTS = 500
UNUSABLE_PARTS = ("InvalidPart", "InvalidPartOrder", "EntityTooSmall", bucket.UPLOAD_ENDED)


def begin_upload(call: Call) -> Json:
    """Write the video down, and say where its content goes; a repeated request begins nothing new."""
    wanted = parse(NewUpload, call.body)
    if wanted.size > number("MAX_BYTES"):
        limit = number("MAX_BYTES") // MIB
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"size: a video has at most {limit} MiB.")
    name = call.headers.get("idempotency-key")
    if not name:
        return _plan(_written(call, secrets.token_hex(16), wanted), [])
    video_id = hashlib.sha256(f"{call.trainer}|{name}".encode()).hexdigest()[:32]
    known = records.get(records.video_key(video_id))
    if known is None:
        return _plan(_written(call, video_id, wanted), [])
    if any(known[field] != value for field, value in wanted.model_dump().items()):
        raise conflict("Idempotency-Key: another upload has it.")
    return _plan(known, _parts_done(known))


def resume_upload(call: Call) -> Json:
    """Say what is there of an upload, and where the rest of it goes."""
    video = own(call)
    return _plan(video, _parts_done(video))


def complete_upload(call: Call) -> Json:
    """Put the parts together, and have the video looked at; a second time changes nothing."""
    wanted, video = parse(CompleteUpload, call.body), own(call)
    if video["state"] == VideoState.UPLOADING:
        try:
            _assemble(video, wanted)
            condition = "#state = :uploading"
            change = {"checking": VideoState.CHECKING.value, "uploading": VideoState.UPLOADING.value}
            key = records.video_key(call.video_id)
            records.write(records.update(key, "SET #state = :checking", condition, **change))
        except records.Refused:
            # It was looked at before this was written.
            logger.debug("Looked at already")
        except Problem:
            # What is no video may have been looked at, and be gone again.
            if own(call)["state"] == VideoState.UPLOADING:
                raise
    video = own(call)
    return {"video_id": call.video_id, "state": video["state"]}


def abort_upload(call: Call) -> None:
    """Give up an upload: nothing of it remains."""
    video = own(call)
    if video["state"] != VideoState.UPLOADING:
        raise conflict("The upload has ended.")
    key = records.video_key(call.video_id)
    try:
        records.write(records.delete(key, "#state = :uploading", uploading=VideoState.UPLOADING.value))
    except records.Refused as refused:
        raise conflict("The upload has ended.") from refused
    if "upload_id" in video:
        bucket.forget_parts(call.video_id, video["upload_id"])
    bucket.remove_content(call.video_id)


def part_size(size: int) -> int:
    """Return the size of a part: at least 8 MiB, and so large that the parts are not too many."""
    return max(SMALLEST_PART, ceil(size / PARTS / MIB) * MIB)


def _written(call: Call, video_id: str, wanted: NewUpload) -> Item:
    begun = now()
    created_at = as_text(begun)
    in_parts = wanted.size > SINGLE_PUT_BYTES
    item: Item = {
        **records.video_key(video_id),
        **wanted.model_dump(),
        "video_id": video_id,
        "trainer": call.trainer,
        "key": bucket.key_of(video_id),
        "state": VideoState.UPLOADING.value,
        "upload_id": bucket.begin_parts(video_id, wanted.content_type) if in_parts else None,
        "mail": MailState.NONE.value,
        "link_generation": 0,
        "downloads": 0,
        "created_at": created_at,
        "expires_at": as_epoch(begun + number("VIDEO_DAYS") * DAY),
        "gsi1pk": f"TRAINER#{call.trainer}",
        "gsi1sk": f"{created_at}#{video_id}",
    }
    try:
        records.write(records.put(item, "attribute_not_exists(pk)"))
    except records.Refused as refused:
        if item["upload_id"]:
            bucket.forget_parts(video_id, item["upload_id"])
        raise conflict("The same request is being answered already: send it again.") from refused
    return {name: value for name, value in item.items() if value is not None}


def _plan(video: Item, done: list[bucket.Part]) -> Json:
    """Return how the rest of the content is sent."""
    video_id, size = video["video_id"], video["size"]
    waiting = video["state"] == VideoState.UPLOADING
    plan: Json = {
        "video_id": video_id,
        "state": video["state"],
        "url": None,
        "headers": {},
        "part_size": None,
        "parts": [],
        "parts_done": [],
        "expires_at": as_text(now() + timedelta(seconds=bucket.SECONDS_TO_UPLOAD)),
    }
    if waiting and "upload_id" not in video:
        plan["headers"] = bucket.put_headers(video["content_type"])
        plan["url"] = bucket.put_address(video_id, video["content_type"], size)
    elif waiting:
        each = part_size(size)
        there = {part.number for part in done}
        missing = [at for at in range(1, ceil(size / each) + 1) if at not in there]
        plan["part_size"] = each
        plan["parts_done"] = [part._asdict() for part in done]
        plan["parts"] = [
            {
                "number": at,
                "url": bucket.part_address(video_id, video["upload_id"], at, _bytes(at, each, size)),
            }
            for at in missing
        ]
    return plan


def _bytes(part: int, each: int, size: int) -> int:
    return min(each, size - (part - 1) * each)


def _parts_done(video: Item) -> list[bucket.Part]:
    if video["state"] != VideoState.UPLOADING or "upload_id" not in video:
        return []
    try:
        return list(bucket.parts_of(video["video_id"], video["upload_id"]))
    except AwsError as error:
        if error.code == bucket.UPLOAD_ENDED:
            raise conflict("All of it was sent: complete the upload, or begin another.") from error
        raise


def _assemble(video: Item, wanted: CompleteUpload) -> None:
    """Have S3 put the parts together, if there are parts and it did not do so before."""
    video_id = video["video_id"]
    try:
        if "upload_id" in video:
            etags = {part.number: part.etag for part in wanted.parts}
            bucket.complete_parts(video_id, video["upload_id"], etags)
    except AwsError as error:
        if error.code in UNUSABLE_PARTS or error.code == "MalformedXML":
            raise conflict(f"S3 cannot put the parts together: {error.code}.") from error
        if error.code != bucket.UPLOAD_ENDED:
            raise
    if bucket.stored_size(video_id) is None:
        raise conflict("Nothing was sent yet.")
