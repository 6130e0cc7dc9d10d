"""The videos and photos that somebody owns in Google Drive.

https://developers.google.com/workspace/drive/api/reference/rest/v3
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote, urlencode

from ..credentials import Credentials
from ..errors import (
    NotFound,
    ProviderUnavailable,
    RateLimited,
    Refused,
    SourceDeleted,
    SyncError,
)
from ..http_client import ApiClient, Response
from ..location import Location
from ..model import Json, MediaItem
from ..retry import Patience
from .answers import finished_item, objects_in
from .oauth import refresh
from .paging import each_once

DEFAULT_API_URL = "https://www.googleapis.com"
DEFAULT_TOKEN_URL = "https://oauth2.googleapis.com"  # noqa: S105 (an address)
PAGE_SIZE = 100

_QUERY = "trashed = false and 'me' in owners and (mimeType contains 'video/' or mimeType contains 'image/')"
"""Leaves out what others have shared, and with folders all that has no bytes: documents and shortcuts."""

_FILE = "id,name,mimeType,size,createdTime,sha256Checksum,md5Checksum,imageMediaMetadata(time)"
_MOST_OF_A_REFUSAL = 64 * 1024

_TRY_LATER = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_REMEDIES = {
    "downloadQuotaExceeded": "its downloads for today are used up; another night will do",
    "dailyLimitExceeded": "the API's requests for today are used up; another night will do",
    "cannotDownloadAbusiveFile": "Drive takes it for malware or spam; its owner has to look at it",
    "insufficientPermissions": "the token may not read files; authorise again, with the scope drive.readonly",
    "accessNotConfigured": "the Drive API is not enabled in the client's project",
}


class GoogleDriveProvider:
    """Speaks Drive's HTTP API, version 3."""

    def __init__(self, api_url: str | None, patience: Patience) -> None:
        self._api = ApiClient(api_url or DEFAULT_API_URL, patience, explain=explain)
        self._tokens = ApiClient(api_url or DEFAULT_TOKEN_URL, patience)

    def authenticate(self, credentials: Credentials) -> Credentials:
        """Runs OAuth's refresh-token flow, with a host of its own."""
        return refresh(self._tokens, "/token", credentials)

    def list_media(self, access_token: str) -> Iterator[MediaItem]:
        """Goes through the library by page tokens, the oldest first: what is new comes at the end."""
        for entry in each_once(self._pages(access_token)):
            if item := finished_item(_fields(entry)):
                yield item

    def _pages(self, access_token: str) -> Iterator[list[Json]]:
        query = {
            "q": _QUERY,
            "orderBy": "createdTime",
            "pageSize": str(PAGE_SIZE),
            "fields": f"nextPageToken,files({_FILE})",
        }
        while True:
            document = self._api.get(f"/drive/v3/files?{urlencode(query)}", access_token)
            yield objects_in(document, "files")
            token = document.get("nextPageToken")
            if not token:
                return
            query["pageToken"] = str(token)

    def download_url(self, access_token: str, media_id: str) -> Location:
        """Where the bytes are, once it is sure that the file is still there and the token good."""
        path = f"/drive/v3/files/{quote(media_id, safe='')}"
        try:
            trashed = self._api.get(f"{path}?fields=trashed", access_token).get("trashed")
        except NotFound as error:
            raise SourceDeleted(f"the library no longer has {media_id}") from error
        if trashed:
            raise SourceDeleted(f"{media_id} is in the library's bin")
        return Location(
            f"{self._api.base_url}{path}?alt=media",
            {"Authorization": f"Bearer {access_token}"},
            explain,
        )


def explain(response: Response) -> SyncError | None:
    """What a 403 means: Drive gives it to a client in a hurry, and to one that may not have the file at all.

    https://developers.google.com/workspace/drive/api/guides/handle-errors
    """
    if response.status != 403:
        return None
    reason = _reason(response)
    if reason in _TRY_LATER:
        return RateLimited(f"{response.host} answers 403 ({reason})")
    return Refused(f"{response.host} answers 403: {_REMEDIES.get(reason, reason)}")


def _reason(response: Response) -> str:
    try:
        document: object = json.loads(response.read(_MOST_OF_A_REFUSAL))
        errors = cast("dict[str, dict[str, list[dict[str, object]]]]", document)["error"]["errors"]
        return str(errors[0]["reason"])
    except OSError as error:
        raise ProviderUnavailable(f"{response.host} breaks off its refusal") from error
    except (ValueError, LookupError, TypeError):
        return "it does not say why"


def _fields(entry: Json) -> Json:
    size, kind = entry.get("size"), str(entry.get("mimeType"))
    return {
        "media_id": entry.get("id"),
        "filename": entry.get("name"),
        # Google writes its 64-bit numbers as texts.
        "size": int(size) if isinstance(size, str) and size.isdecimal() else size,
        "captured_at": _captured_at(entry),
        "media_type": "Video" if kind.startswith("video/") else "Photo",
        "checksum": _checksum(entry),
    }


def _captured_at(entry: Json) -> object:
    """When the camera says so, in EXIF's own format and without a zone; else when the file was made."""
    metadata = entry.get("imageMediaMetadata")
    taken = cast("Json", metadata).get("time") if isinstance(metadata, dict) else None
    try:
        return datetime.strptime(str(taken), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return entry.get("createdTime")


def _checksum(entry: Json) -> str | None:
    for algorithm in ("sha256", "md5"):
        if digest := entry.get(f"{algorithm}Checksum"):
            return f"{algorithm}:{digest}"
    return None
