"""GoPro's cloud library."""

from collections.abc import Iterator

from ..credentials import Credentials
from ..errors import NotFound, SourceDeleted, UnexpectedResponse
from ..http_client import ApiClient, check_url
from ..location import Location
from ..model import Json, MediaItem
from ..retry import Patience
from .answers import finished_item, object_in, objects_in, whole_in
from .oauth import refresh
from .paging import each_once

DEFAULT_API_URL = "https://api.gopro.com"
PAGE_SIZE = 100
_FIELDS = "id,filename,file_size,captured_at,type"


class GoProProvider:
    """Speaks GoPro's HTTP API."""

    def __init__(self, api_url: str | None, patience: Patience) -> None:
        self._api = ApiClient(api_url or DEFAULT_API_URL, patience)

    def authenticate(self, credentials: Credentials) -> Credentials:
        """Runs OAuth's refresh-token flow."""
        return refresh(self._api, "/v1/oauth2/token", credentials)

    def list_media(self, access_token: str) -> Iterator[MediaItem]:
        """Goes through the library by page numbers."""
        for entry in each_once(self._pages(access_token)):
            fields = {
                "media_id": entry.get("id"),
                "filename": entry.get("filename"),
                "size": entry.get("file_size"),
                "captured_at": entry.get("captured_at"),
                "media_type": entry.get("type"),
            }
            if item := finished_item(fields):
                yield item

    def _pages(self, access_token: str) -> Iterator[list[Json]]:
        page = pages = 1
        while page <= pages:
            query = f"page={page}&per_page={PAGE_SIZE}&fields={_FIELDS}"
            document = self._api.get(f"/media/search?{query}", access_token)
            cursor = object_in(document, "_pages")
            pages = whole_in(cursor, "total_pages")
            media = objects_in(object_in(document, "_embedded"), "media")
            if media and whole_in(cursor, "current_page") != page:
                raise UnexpectedResponse(f"the media listing loops at page {page} of {pages}")
            yield media
            page += 1

    def download_url(self, access_token: str, media_id: str) -> Location:
        """Looks up the signed URL of the original."""
        try:
            document = self._api.get(f"/media/{media_id}/download", access_token)
        except NotFound as error:
            raise SourceDeleted(f"the library no longer has {media_id}") from error
        embedded = object_in(document, "_embedded")
        # "variations" also lists renditions; the original is the one labelled "source", else the first file.
        originals = [entry for entry in objects_in(embedded, "variations") if entry.get("label") == "source"]
        for entry in [*originals, *objects_in(embedded, "files")]:
            url = entry.get("url")
            if isinstance(url, str):
                return Location(check_url(url, came_from=self._api.base_url))
        raise UnexpectedResponse(f"the look-up of {media_id} names no file")
