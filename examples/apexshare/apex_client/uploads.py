"""Sends a video as the page does: to presigned addresses, in one piece or in parts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from apex_client.api import Api

SECONDS = 120


def upload(
    api: Api,
    path: Path,
    *,
    student: str,
    title: str = "Deadlift",
    content_type: str = "video/mp4",
    progress: Callable[[int], object] = lambda _: None,
) -> str:
    """Upload a video for a student, and return its id; whether it is one is looked at later."""
    size = path.stat().st_size
    begun = api.post(
        "/uploads",
        title=title,
        student_email=student,
        file_name=path.name,
        content_type=content_type,
        size=size,
    )
    video_id: str = begun["video_id"]
    with path.open("rb") as content:
        if begun.get("url"):
            sent = requests.put(begun["url"], data=content, headers=begun["headers"], timeout=SECONDS)
            sent.raise_for_status()
            progress(size)
            parts: list[dict[str, Any]] = []
        else:
            parts = [_send(content.read(begun["part_size"]), part, progress) for part in begun["parts"]]
    api.post(f"/uploads/{video_id}/complete", parts=parts)
    return video_id


def _send(chunk: bytes, part: dict[str, Any], progress: Callable[[int], object]) -> dict[str, Any]:
    sent = requests.put(part["url"], data=chunk, timeout=SECONDS)
    sent.raise_for_status()
    progress(len(chunk))
    return {"number": part["number"], "etag": sent.headers["ETag"]}
