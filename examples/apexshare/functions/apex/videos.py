"""Videos, as their trainers have them: listed, looked at, sent again, revoked, deleted."""

import base64
import json

from apex import bucket, records
from apex.application import Call, Json
from apex.aws import call as ask
from apex.moments import as_epoch, from_epoch, now
from apex.problems import conflict, invalid, not_found
from apex.records import META, Item
from apex.settings import setting
from apex.states import VideoState

PAGE = 25
DOWNLOADS_SHOWN = 20
SHOWN = (
    *("video_id", "title", "student_email", "file_name", "content_type", "size", "state", "mail"),
    *("downloads", "created_at"),
)


def own(call: Call) -> Item:
    """Return the video that a request names.

    Raises:
        Problem: There is none, it has expired, or it is another trainer's: the answer is the same.
    """
    video = records.get(records.video_key(call.video_id))
    # DynamoDB removes what has expired within days, not at once.
    if video is None or video["trainer"] != call.trainer or video["expires_at"] <= as_epoch(now()):
        raise not_found("video")
    return video


def list_videos(call: Call) -> Json:
    """Return a page of the trainer's videos, the newest first."""
    owner = f"TRAINER#{call.trainer}"
    found, last = records.query(
        "gsi1pk = :owner",
        {"owner": owner},
        index=records.BY_TRAINER,
        limit=PAGE,
        after=_after(owner, call.query.get("cursor")),
        newest_first=True,
    )
    moment = as_epoch(now())
    return {
        "videos": [_shown(video) for video in found if video["expires_at"] > moment],
        "cursor": _cursor(last) if last else None,
    }


def get_video(call: Call) -> Json:
    """Return a video, with its last downloads."""
    video = own(call)
    found, _ = records.query(
        "pk = :pk AND begins_with(sk, :sk)",
        {"pk": video["pk"], "sk": records.DOWNLOAD},
        limit=DOWNLOADS_SHOWN,
        newest_first=True,
    )
    downloads = [{name: one[name] for name in ("at", "network", "agent")} for one in found]
    return {**_shown(video), "last_downloads": downloads}


def delete_video(call: Call) -> None:
    """Delete a video: its link is worthless from the first step on, the rest can be repeated."""
    video = own(call)
    if "upload_id" in video:
        bucket.forget_parts(call.video_id, video["upload_id"])
    revoke_link(call)
    bucket.remove_content(call.video_id)
    more: Item | None = None
    while True:
        found, more = records.query("pk = :pk", {"pk": video["pk"]}, limit=100, after=more)
        # The video goes last: whoever is interrupted can ask again.
        records.remove({"pk": one["pk"], "sk": one["sk"]} for one in found if one["sk"] != META)
        if more is None:
            break
    records.write(records.delete(records.video_key(call.video_id)))


def send_link(call: Call) -> Json:
    """Have another link e-mailed; those before it are worthless from now on."""
    video = own(call)
    if video["state"] != VideoState.READY:
        raise conflict("The video is not ready.")
    generation = video["link_generation"] + 1
    _take(video, generation)
    wanted = json.dumps({"video_id": call.video_id, "generation": generation})
    ask("sqs", "SendMessage", QueueUrl=setting("MAIL_QUEUE"), MessageBody=wanted)
    return {"video_id": call.video_id}


def revoke_link(call: Call) -> None:
    """Make the link of a video worthless."""
    video = own(call)
    _take(video, video["link_generation"] + 1)


def _take(video: Item, generation: int) -> None:
    """Take the next generation of links: whatever belongs to one before it opens nothing."""
    change = "SET link_generation = :next REMOVE link_expires"
    condition = "link_generation = :now"
    key = records.video_key(video["video_id"])
    try:
        records.write(records.update(key, change, condition, next=generation, now=generation - 1))
    except records.Refused as refused:
        raise conflict("The link has just been changed: look at the video again.") from refused


def _shown(video: Item) -> Json:
    expires = video.get("link_expires")
    return {
        **{name: video[name] for name in SHOWN},
        "reason": video.get("reason"),
        "expires_at": from_epoch(video["expires_at"]),
        "link_expires_at": None if expires is None else from_epoch(expires),
    }


def _cursor(last: Item) -> str:
    return base64.urlsafe_b64encode(json.dumps([last["gsi1sk"], last["pk"]]).encode()).decode()


def _after(owner: str, cursor: str | None) -> Item | None:
    """Return the key that a cursor stands for; it names no trainer, so each lists only their own."""
    if cursor is None:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError) as error:
        raise invalid("cursor: is none that a list answered.") from error
    match values:
        case [str() as sort, str() as video] if sort and video.startswith("VIDEO#"):
            return {"gsi1pk": owner, "gsi1sk": sort, "pk": video, "sk": META}
        case _:
            raise invalid("cursor: is none that a list answered.")
