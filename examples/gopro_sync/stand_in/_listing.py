"""A page of the provider's listing, with the faults that listings have."""

from collections.abc import Sequence

from ._faults import Faults
from ._media_file import MediaFile

MOST_PER_PAGE = 100


def page_of(files: Sequence[MediaFile], page: int, per_page: int, faults: Faults) -> dict[str, object]:
    """The document of one page."""
    pages = _cut(files, min(MOST_PER_PAGE, per_page))
    if faults.bites("empty-page", f"page {page}"):
        half = len(files) // 2
        pages = [list(files[:half]), [], list(files[half:])]
    total = len(pages)
    if faults.bites("cursor-loop", f"page {page}"):
        pages, total = [pages[0]] * page, page + 1
    media = [_entry(file, faults) for file in (pages[page - 1] if page <= len(pages) else [])]
    if faults.bites("duplicate-items", f"page {page}"):
        media *= 2
    cursor = {"current_page": page, "per_page": per_page, "total_items": len(files), "total_pages": total}
    return {"_pages": cursor, "_embedded": {"media": media}}


def _cut(files: Sequence[MediaFile], per_page: int) -> list[list[MediaFile]]:
    return [list(files[start : start + per_page]) for start in range(0, len(files), per_page)]


def _entry(file: MediaFile, faults: Faults) -> dict[str, object]:
    growing = file.size > 0 and faults.bites("growing-file", file.media_id)
    return {
        "id": file.media_id,
        "filename": file.filename,
        "file_size": file.size - growing,
        "captured_at": file.captured_at,
        "type": file.media_type,
    }
