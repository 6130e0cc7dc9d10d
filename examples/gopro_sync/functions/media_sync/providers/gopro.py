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

DEFAULT_API_URL = "https://api.gopro.com"
PAGE_SIZE = 100
_FIELDS = "id,filename,file_size,captured_at,type"
_MOST_EMPTY_PAGES = 10


class GoProProvider:
    """Speaks GoPro's HTTP API."""

    def __init__(self, api_url: str | None, patience: Patience) -> None:
        self._api = ApiClient(api_url or DEFAULT_API_URL, patience)

    def authenticate(self, credentials: Credentials) -> Credentials:
        """Runs OAuth's refresh-token flow."""
        return refresh(self._api, "/v1/oauth2/token", credentials)

    def list_media(self, access_token: str) -> Iterator[MediaItem]:
        """Goes through the library page by page.

        Media uploaded meanwhile push others onto the next page: what is seen twice is given once.

        Raises:
            UnexpectedResponse: The pages do not come to an end.
        """
        seen: set[str] = set()
        page = pages = 1
        empty_pages = 0
        while page <= pages:
            document = self._api.get(
                f"/media/search?page={page}&per_page={PAGE_SIZE}&fields={_FIELDS}", access_token
            )
            cursor = object_in(document, "_pages")
            pages = whole_in(cursor, "total_pages")
            media = objects_in(object_in(document, "_embedded"), "media")
            # A page may be empty because its media were deleted meanwhile: that is not the end.
            empty_pages = 0 if media else empty_pages + 1
            if empty_pages > _MOST_EMPTY_PAGES:
                raise UnexpectedResponse(f"{empty_pages} pages of the media listing in a row are empty")
            if media and (
                whole_in(cursor, "current_page") != page or all(_id(entry) in seen for entry in media)
            ):
                raise UnexpectedResponse(f"the media listing loops at page {page} of {pages}")
            for entry in media:
                if _id(entry) not in seen:
                    seen.add(_id(entry))
                    if item := _item(entry):
                        yield item
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


def _id(entry: Json) -> str:
    return str(entry.get("id"))


def _item(entry: Json) -> MediaItem | None:
    return finished_item(
        {
            "media_id": entry.get("id"),
            "filename": entry.get("filename"),
            "size": entry.get("file_size"),
            "captured_at": entry.get("captured_at"),
            "media_type": entry.get("type"),
        }
    )
