"""A page of a library's listing, with the faults that listings have; each provider writes it its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from ._faults import Faults
from ._media_file import MediaFile

MOST_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its files, and how many pages there are."""

    number: int
    total: int
    files: Sequence[MediaFile]

    @property
    def last(self) -> bool:
        """Whether there is none after it."""
        return self.number >= self.total


def page_of(files: Sequence[MediaFile], number: int, per_page: int, faults: Faults) -> Page:
    """The page of that number; the first is 1."""
    pages = _cut(files, min(MOST_PER_PAGE, per_page))
    if faults.bites("empty-page", f"page {number}"):
        half = len(files) // 2
        pages = [files[:half], files[:0], files[half:]]
    total = len(pages)
    if faults.bites("cursor-loop", f"page {number}"):
        pages, total = [pages[0]] * number, number + 1
    listed = [*pages[number - 1]] if number <= len(pages) else list[MediaFile]()
    if faults.bites("duplicate-items", f"page {number}"):
        listed *= 2
    return Page(number, total, listed)


def listed_size(file: MediaFile, faults: Faults) -> int:
    """How large the listing says that a file is."""
    growing = file.size > 0 and faults.bites("growing-file", file.media_id)
    return file.size - growing


def _cut(files: Sequence[MediaFile], per_page: int) -> list[Sequence[MediaFile]]:
    return [files[start : start + per_page] for start in range(0, len(files), per_page)]
