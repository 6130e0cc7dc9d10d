"""Links, as students have them: look at what one leads to, and download it.

Whether a link is unknown, expired, revoked or used up is answered in the same words, after the same work.
"""

import hmac
import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple, cast

from apex import bucket, records
from apex.application import Call, Json
from apex.moments import as_epoch, as_text, from_epoch, now
from apex.problems import Problem, invalid, not_found
from apex.records import Item
from apex.states import VideoState
from apex.telemetry import metrics
from apex.tokens import TOKEN

NOBODY = "0" * 32
# The families that most browsers belong to; several name others too, so the order matters.
AGENTS = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl", "python-requests")


class Opened(NamedTuple):
    """A link that opens something, and the video that it opens."""

    link: Item
    video: Item

    @property
    def left(self) -> int:
        """How often the video can still be downloaded."""
        return self.link["downloads_max"] - self.link["downloads"]


def open_link(call: Call) -> Json:
    """Say what a link leads to."""
    opened = _opened(_token(call))
    return {
        "title": opened.video["title"],
        "size": opened.video["size"],
        "content_type": opened.video["content_type"],
        "expires_at": from_epoch(opened.link["expires"]),
        "downloads_left": opened.left,
    }


def download(call: Call) -> Json:
    """Count a download, and say where the video is fetched."""
    token = _token(call)
    link, video = _opened(token)
    moment = now()
    counted = records.update(
        records.link_key(token),
        "ADD downloads :one",
        "downloads < downloads_max AND expires > :moment",
        one=1,
        moment=as_epoch(moment),
    )
    # The link may have been revoked since it was looked up.
    current = records.update(
        records.video_key(video["video_id"]),
        "ADD downloads :one",
        "#state = :ready AND link_generation = :generation",
        one=1,
        ready=VideoState.READY.value,
        generation=link["generation"],
    )
    try:
        records.write(
            counted,
            current,
            records.put(_written_down(call, video, as_text(moment))),
            records.count(moment, downloads=1),
            # Whatever is repeated on the way to DynamoDB counts once.
            once=secrets.token_hex(16),
        )
    except records.Refused as refused:
        raise _no_link() from refused
    metrics.add_metric(name="Downloads", unit="Count", value=1)
    return {
        "url": bucket.download_address(video["video_id"], video["file_name"], video["content_type"]),
        "expires_at": as_text(moment + timedelta(seconds=bucket.SECONDS_TO_DOWNLOAD)),
    }


def _token(call: Call) -> str:
    body = cast("dict[str, object]", call.body) if isinstance(call.body, dict) else {}
    token = body.get("token")
    if len(body) != 1 or not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise invalid("token: is no token of a link.")
    return token


def _opened(token: str) -> Opened:
    key = records.link_key(token)
    # Both are read whatever the first one says, so that time does not tell which links there were.
    link = records.get(key)
    video = records.get(records.video_key(link["video_id"] if link else NOBODY))
    if link is None or video is None or not _opens(link, video, key):
        raise _no_link()
    return Opened(link, video)


def _opens(link: Item, video: Item, key: Item) -> bool:
    moment = as_epoch(now())
    return (
        hmac.compare_digest(link["pk"].encode(), key["pk"].encode())
        and link["generation"] == video["link_generation"]
        and link["downloads"] < link["downloads_max"]
        and moment < link["expires"]
        and moment < video["expires_at"]
        and video["state"] == VideoState.READY
    )


def _no_link() -> Problem:
    return not_found("link")


def _written_down(call: Call, video: Item, moment: str) -> Item:
    return {
        "pk": video["pk"],
        "sk": f"{records.DOWNLOAD}{moment}#{call.request_id}",
        "at": moment,
        "network": network_of(call.source_ip),
        "agent": agent_of(call.headers.get("user-agent", "")),
        "expires_at": video["expires_at"],
    }


def network_of(address: str) -> str:
    """Return as much of an address as tells where somebody is, and not who."""
    try:
        bits = 16 if ip_address(address).version == 4 else 32
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{bits}", strict=False))


def agent_of(user_agent: str) -> str:
    """Return the family of a browser."""
    return next((name for name in AGENTS if name in user_agent), "other")
