"""GoPro's cloud library."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast

from ..credentials import Credentials
from ..errors import InvalidEvent, NotFound, SourceDeleted, UnexpectedResponse
from ..http_client import ApiClient, check_url
from ..model import Json, MediaItem
from ..retry import Patience

DEFAULT_API_URL = "https://api.gopro.com"
PAGE_SIZE = 100
_FIELDS = "id,filename,file_size,captured_at,type"
_SHORTEST_LIFETIME = 60.0

log = logging.getLogger(__name__)


class GoProProvider:
    """Speaks GoPro's HTTP API."""

    def __init__(self, api_url: str | None, patience: Patience) -> None:
        self._api = ApiClient(api_url or DEFAULT_API_URL, patience)

    def authenticate(self, credentials: Credentials) -> Credentials:
        """Runs OAuth's refresh-token flow."""
        form = {"grant_type": "refresh_token"}
        form |= {name: credentials.text(name) for name in ("client_id", "client_secret", "refresh_token")}
        answer = self._api.post_form("/v1/oauth2/token", form)
        access_token, refresh_token = answer.get("access_token"), answer.get("refresh_token")
        lifetime = answer.get("expires_in")
        if not isinstance(access_token, str) or not access_token:
            raise UnexpectedResponse("the token endpoint sends no access_token")
        if not isinstance(lifetime, int | float) or lifetime < _SHORTEST_LIFETIME:
            raise UnexpectedResponse("the token endpoint sends no usable expires_in")
        return credentials.renewed(
            access_token=access_token,
            refresh_token=refresh_token if isinstance(refresh_token, str) else None,
            lifetime=lifetime,
            now=datetime.now(UTC),
        )

    def list_media(self, access_token: str) -> Iterator[MediaItem]:
        """Goes through the library page by page.

        Media uploaded meanwhile push others onto the next page: what is seen twice is given once.

        Raises:
            UnexpectedResponse: The pages do not come to an end.
        """
        seen: set[str] = set()
        page = pages = 1
        while page <= pages:
            document = self._api.get(
                f"/media/search?page={page}&per_page={PAGE_SIZE}&fields={_FIELDS}", access_token
            )
            cursor = _object(document, "_pages")
            pages = _whole(cursor, "total_pages")
            media = _objects(_object(document, "_embedded"), "media")
            if not media:
                return
            if _whole(cursor, "current_page") != page or all(_id(entry) in seen for entry in media):
                raise UnexpectedResponse(f"the media listing loops at page {page} of {pages}")
            for entry in media:
                if _id(entry) not in seen:
                    seen.add(_id(entry))
                    if item := _item(entry):
                        yield item
            page += 1

    def download_url(self, access_token: str, media_id: str) -> str:
        """Looks up the signed URL of the original."""
        try:
            document = self._api.get(f"/media/{media_id}/download", access_token)
        except NotFound as error:
            raise SourceDeleted(f"the library no longer has {media_id}") from error
        embedded = _object(document, "_embedded")
        # "variations" also lists renditions; the original is the one labelled "source", else the first file.
        originals = [entry for entry in _objects(embedded, "variations") if entry.get("label") == "source"]
        for entry in [*originals, *_objects(embedded, "files")]:
            url = entry.get("url")
            if isinstance(url, str):
                return check_url(url, came_from=self._api.base_url)
        raise UnexpectedResponse(f"the look-up of {media_id} names no file")


def _id(entry: Json) -> str:
    return str(entry.get("id"))


def _item(entry: Json) -> MediaItem | None:
    """The item, or None for media that is still being uploaded: it has no size or no name yet."""
    try:
        return MediaItem.parse(
            {
                "media_id": entry.get("id"),
                "filename": entry.get("filename"),
                "size": entry.get("file_size"),
                "captured_at": entry.get("captured_at"),
                "media_type": entry.get("type"),
            }
        )
    except InvalidEvent as error:
        log.warning("media left out of the listing", extra={"media_id": _id(entry), "reason": str(error)})
        return None


def _object(document: Mapping[str, object], name: str) -> Json:
    value = document.get(name)
    if not isinstance(value, dict):
        raise UnexpectedResponse(f"the provider's answer has no object {name!r}")
    return cast("Json", value)


def _objects(document: Mapping[str, object], name: str) -> list[Json]:
    value = document.get(name, [])
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) for entry in entries):
        raise UnexpectedResponse(f"{name!r} in the provider's answer is not a list of objects")
    return cast("list[Json]", entries)


def _whole(document: Mapping[str, object], name: str) -> int:
    value = document.get(name)
    if not isinstance(value, int):
        raise UnexpectedResponse(f"the provider's answer has no number {name!r}")
    return value
