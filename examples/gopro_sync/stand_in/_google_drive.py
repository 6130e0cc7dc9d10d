"""Google Drive's API, version 3: a listing by page tokens, and files behind a bearer token.

https://developers.google.com/workspace/drive/api/reference/rest/v3/files
"""

import base64
import re
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from ._handler import Handler
from ._listing import MOST_PER_PAGE, listed_size, page_of
from ._media_file import MediaFile

_FILES = "/drive/v3/files"
_FILE = re.compile(r"/drive/v3/files/([A-Za-z0-9_-]+)")
_OTHER_HOST = re.compile(r"/download/([A-Za-z0-9_-]+)")
_PAGE_TOKEN = re.compile(r"page (\d+)")
_REDIRECT_SECONDS = 60

_TYPES = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gpr": "image/x-gopro-gpr",
}
_OWN = {"trashed": False, "ownedByMe": True, "createdTime": "2026-01-01T00:00:00.000Z"}
_BYTES = {"size": "3", "sha256Checksum": "0" * 64}
NOT_ASKED_FOR = [
    {**_OWN, "id": "document", "name": "Notes", "mimeType": "application/vnd.google-apps.document"},
    {**_OWN, "id": "shortcut", "name": "a.mp4", "mimeType": "application/vnd.google-apps.shortcut"},
    {**_OWN, **_BYTES, "id": "paper", "name": "a.pdf", "mimeType": "application/pdf"},
    {**_OWN, **_BYTES, "id": "binned", "name": "b.mp4", "mimeType": "video/mp4", "trashed": True},
    {**_OWN, **_BYTES, "id": "shared", "name": "c.mp4", "mimeType": "video/mp4", "ownedByMe": False},
]
"""What else is in everybody's Drive; a listing has it unless its query leaves it out."""


class GoogleDrive(Handler):
    """One connection to Drive."""

    authorize_path = "/o/oauth2/v2/auth"
    token_path = "/token"  # noqa: S105 (a path)

    def _route(self, path: str, query: dict[str, str]) -> None:
        if found := _OTHER_HOST.fullmatch(path):
            return self._serve_signed(found[1], path, query)
        found = _FILE.fullmatch(path)
        if found and query.get("alt") == "media":
            return self._serve(found[1])
        if self._stand_in.faults.bites("429-storm", path):
            return self._too_many()
        if found and self._stand_in.faults.bites("expired-token"):
            self._stand_in.tokens.revoke_access()
        if not self._let_in():
            return None
        if found:
            return self._look_up(found[1], query)
        if path == _FILES:
            return self._list(query)
        return self._refuse(404, "notFound")

    def _refuse(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        error = {"domain": "global", "reason": reason, "message": f"No: {reason}."}
        self._json(
            status, {"error": {"code": status, "message": error["message"], "errors": [error]}}, headers
        )

    def _renewed(self, refresh_token: str) -> dict[str, str] | None:
        # The refresh token stays good, and Google does not repeat it.
        access = self._stand_in.tokens.renew(refresh_token)
        return {"access_token": access} if access else None

    def _list(self, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        found = _PAGE_TOKEN.fullmatch(_decoded(query.get("pageToken", "")) or "page 1")
        if found is None:
            return self._refuse(400, "invalid")
        number = int(found[1])
        if stand_in.faults.bites("html-listing", f"page {number}"):
            return self._web_page()
        asked, fields = query.get("q", ""), query.get("fields", "")
        files = stand_in.library.files
        if query.get("orderBy") == "createdTime":
            files = sorted(files, key=lambda file: file.captured_at)
        page = page_of(files, number, int(query.get("pageSize", str(MOST_PER_PAGE))), stand_in.faults)
        entries = [self._entry(file) for file in page.files]
        if number == 1:
            entries = [*NOT_ASKED_FOR, *entries]
        answer: dict[str, object] = {
            "files": [_selected(entry, fields) for entry in entries if _matches(entry, asked)]
        }
        if not page.last:
            answer["nextPageToken"] = base64.b64encode(f"page {number + 1}".encode()).decode()
        return self._json(200, answer)

    def _entry(self, file: MediaFile) -> dict[str, object]:
        """The file's metadata, without what Drive does not know before an upload is finished."""
        kind = _TYPES.get(PurePath(file.filename).suffix.lower(), "video/mp4")
        entry: dict[str, object] = {
            **_OWN,
            "id": file.media_id,
            "name": file.filename,
            "mimeType": kind,
            "createdTime": file.captured_at,
        }
        if kind.startswith("image/"):
            taken = datetime.fromisoformat(file.captured_at)
            entry["imageMediaMetadata"] = {"time": f"{taken:%Y:%m:%d %H:%M:%S}"}
        if file.media_id not in self._stand_in.uploading:
            entry["size"] = str(listed_size(file, self._stand_in.faults))
            entry["sha256Checksum"] = file.sha256
        return entry

    def _look_up(self, media_id: str, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        stand_in.lookups[media_id] += 1
        file = stand_in.library.find(media_id)
        if file is None or self._is_gone(file):
            return self._refuse(404, "notFound")
        if stand_in.faults.bites("html-look-up", media_id):
            return self._web_page()
        return self._json(200, _selected(self._entry(file), query.get("fields", "")))

    def _serve(self, media_id: str) -> None:
        stand_in = self._stand_in
        stand_in.requests[media_id] += 1
        if stand_in.faults.bites("expired-url", media_id):
            return self._refuse(401, "authError")
        if not self._let_in():
            return None
        file = stand_in.library.find(media_id)
        if stand_in.faults.bites("download-quota", media_id):
            return self._refuse(403, "downloadQuotaExceeded")
        if [file] == stand_in.library.files[-1:] and stand_in.faults.bites("abusive-file", media_id):
            return self._refuse(403, "cannotDownloadAbusiveFile")
        elsewhere = stand_in.signer.sign(f"/download/{media_id}", int(time.time()) + _REDIRECT_SECONDS)
        return self._send_media(file, elsewhere, validators=False)

    def _serve_signed(self, media_id: str, path: str, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        stand_in.tokens_seen_by_file_host += "Authorization" in self.headers
        if not stand_in.signer.accepts(path, query.get("expires", ""), query.get("signature", "")):
            return self._refuse(403, "forbidden")
        return self._send_media(stand_in.library.find(media_id), self.path, validators=False)

    def _too_many(self) -> None:
        """Drive says it in two ways, and only one of them has a status of its own."""
        count = self._stand_in.faults.count("429-storm")
        if count % 2:
            return self._refuse(403, "userRateLimitExceeded")
        return self._refuse(429, "rateLimitExceeded", {"Retry-After": "1"})


def _decoded(token: str) -> str:
    return base64.b64decode(token).decode(errors="replace")


def _matches(entry: Mapping[str, object], query: str) -> bool:
    """Whether a query finds an entry, as far as the terms go that the sync uses."""
    if "trashed = false" in query and entry["trashed"]:
        return False
    if "'me' in owners" in query and not entry["ownedByMe"]:
        return False
    kinds = re.findall(r"mimeType contains '([^']+)'", query)
    return not kinds or any(str(entry["mimeType"]).startswith(kind) for kind in kinds)


def _selected(entry: Mapping[str, object], fields: str) -> dict[str, object]:
    """What of an entry was asked for; Drive gives little of it unasked."""
    inner = re.search(r"files\((.*)\)", fields)
    names = re.findall(r"(\w+)(?:\(\w+\))?", inner[1] if inner else fields)
    return {name: value for name, value in entry.items() if name in (names or ("id", "name", "mimeType"))}
