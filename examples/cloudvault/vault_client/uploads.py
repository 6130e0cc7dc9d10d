"""Sends the content of files to S3, in one piece or in parts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from vault_client.api import Api

SECONDS = 120


def upload(
    api: Api,
    path: Path,
    *,
    name: str | None = None,
    folder_id: str = "root",
    content_type: str = "application/octet-stream",
    progress: Callable[[int], object] = lambda _: None,
) -> dict[str, Any]:
    """Upload a file, and return it as the API answered; its processing has only begun then."""
    size = path.stat().st_size
    begun = api.post(
        "/api/files", name=name or path.name, size=size, folder_id=folder_id, content_type=content_type
    )
    file: dict[str, Any] = begun["file"]
    if begun["put"] is not None:
        with path.open("rb") as content:
            # Without a length, an empty file would be sent in chunks, which S3 refuses.
            headers = {**begun["put"]["headers"], "Content-Length": str(size)}
            data = content if size else b""
            sent = requests.put(begun["put"]["url"], data=data, headers=headers, timeout=SECONDS)
        sent.raise_for_status()
        progress(size)
        return file
    parts = _send_parts(api, path, file["file_id"], begun["multipart"], progress)
    return api.post(f"/api/files/{file['file_id']}/complete", parts=parts)


def _send_parts(
    api: Api, path: Path, file_id: str, plan: dict[str, int], progress: Callable[[int], object]
) -> list[dict[str, Any]]:
    numbers, parts = range(1, plan["part_count"] + 1), list[dict[str, Any]]()
    with path.open("rb") as content:
        for at in range(0, len(numbers), 100):
            wanted = list(numbers[at : at + 100])
            urls = api.post(f"/api/files/{file_id}/parts", part_numbers=wanted)["urls"]
            for number in wanted:
                chunk = content.read(plan["part_size"])
                sent = requests.put(urls[str(number)], data=chunk, timeout=SECONDS)
                sent.raise_for_status()
                parts.append({"part_number": number, "etag": sent.headers["ETag"]})
                progress(len(chunk))
    return parts
