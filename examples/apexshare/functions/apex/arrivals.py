"""Looks at what was uploaded: whether it is what the trainer announced, and a video at all."""

from apex import bucket, records
from apex.moments import now
from apex.records import Item
from apex.states import VideoState
from apex.telemetry import logger, metrics

BRAND = slice(8, 12)
HEAD_BYTES = 12
QUICKTIME = b"qt  "


def look_at(video_id: str) -> Item | None:
    """Decide about a video that has arrived, once; return it if it is ready."""
    video = records.get(records.video_key(video_id))
    if video is None or video["state"] == VideoState.REJECTED:
        # It was given up or deleted while its content was on its way, or is sent again after a rejection.
        bucket.remove_content(video_id)
        return None
    if video["state"] in (VideoState.UPLOADING, VideoState.CHECKING):
        reason = _wrong(video)
        if reason is None:
            _accept(video)
        else:
            _reject(video, reason)
        video = records.get(records.video_key(video_id))
    return video if video and video["state"] == VideoState.READY else None


def kind_of(head: bytes) -> str | None:
    """Return the type of content that begins so; None if it is no video of ours.

    Both are boxes with a length and a name, of which the first says what the file is (ISO/IEC 14496-12).
    """
    if len(head) < HEAD_BYTES or head[4:8] != b"ftyp" or int.from_bytes(head[:4]) < HEAD_BYTES:
        return None
    return "video/quicktime" if head[BRAND] == QUICKTIME else "video/mp4"


def _wrong(video: Item) -> str | None:
    size = bucket.stored_size(video["video_id"])
    if size is None:
        return "Its content is not there."
    if size != video["size"]:
        return f"It has {size} bytes, not the {video['size']} that were announced."
    kind = kind_of(bucket.first_bytes(video["video_id"], HEAD_BYTES))
    if kind is None:
        return "It is no MP4 or QuickTime video."
    if kind != video["content_type"]:
        return f"It is {kind}, not the {video['content_type']} that was announced."
    return None


def _accept(video: Item) -> None:
    _decide(
        video,
        "SET #state = :now_is, link_generation = :first",
        records.count(now(), uploads=1, bytes=video["size"]),
        now_is=VideoState.READY.value,
        first=1,
    )
    metrics.add_metric(name="Uploads", unit="Count", value=1)


def _reject(video: Item, reason: str) -> None:
    bucket.remove_content(video["video_id"])
    _decide(video, "SET #state = :now_is, reason = :reason", now_is=VideoState.REJECTED.value, reason=reason)
    logger.warning("Rejected", video_id=video["video_id"], reason=reason)
    metrics.add_metric(name="Rejected", unit="Count", value=1)


def _decide(video: Item, change: str, *also: Item, **values: object) -> None:
    condition = "#state IN (:uploading, :checking)"
    waiting = {"uploading": VideoState.UPLOADING.value, "checking": VideoState.CHECKING.value}
    try:
        records.write(
            records.update(records.video_key(video["video_id"]), change, condition, **waiting, **values),
            *also,
        )
    except records.Refused:
        logger.info("Decided already", video_id=video["video_id"])
