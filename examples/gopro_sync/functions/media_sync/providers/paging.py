"""Going through the pages of a listing, whatever becomes of the library meanwhile."""

from collections.abc import Iterable, Iterator, Sequence

from ..errors import UnexpectedResponse
from ..model import Json

_MOST_EMPTY_PAGES = 10


def each_once(pages: Iterable[Sequence[Json]]) -> Iterator[Json]:
    """The entries of all pages, told apart by their `id`.

    Media uploaded meanwhile push others onto the next page: what comes twice is given once. A page may be
    empty because its media were deleted meanwhile: that is not the end.

    Raises:
        UnexpectedResponse: The pages do not come to an end.
    """
    seen: set[str] = set()
    empty_pages = 0
    for number, page in enumerate(pages, start=1):
        empty_pages = 0 if page else empty_pages + 1
        if empty_pages > _MOST_EMPTY_PAGES:
            raise UnexpectedResponse(f"{empty_pages} pages of the media listing in a row are empty")
        if page and all(str(entry.get("id")) in seen for entry in page):
            raise UnexpectedResponse(f"the media listing loops at page {number}")
        for entry in page:
            media_id = str(entry.get("id"))
            if media_id not in seen:
                seen.add(media_id)
                yield entry
