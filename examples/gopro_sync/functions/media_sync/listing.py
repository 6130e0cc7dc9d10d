"""Which media are new, and how many of them fit into a state machine's payload."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from .model import Json, MediaItem
from .tracker import COMPLETED, FAILED, Row

MAX_PAYLOAD_BYTES = 200_000
"""Step Functions carries 256 KiB between states; the rest of the payload must fit beside the items."""

_BATCH = 100
"""What DynamoDB reads at once."""


class Listing:
    """Goes through a library once, a hundred media at a time, so that its size costs time and not memory.

    Left out is what is completed, and what this very run has already tried in vain: the second rule lets a
    run that lists again and again, page after page, come to an end.
    """

    def __init__(
        self, rows: Callable[[list[str]], Mapping[str, Row]], correlation_id: str, max_items: int
    ) -> None:
        self._rows = rows
        self._correlation_id = correlation_id
        self._max_items = max_items
        self._room = MAX_PAYLOAD_BYTES
        self.found = 0
        self.new = 0
        self.travelling: list[Json] = []
        """The first new media, as many as the payload carries."""

    def new_media(self, library: Iterable[MediaItem]) -> Iterator[MediaItem]:
        """Gives each new item once, and counts."""
        media = iter(library)
        while batch := list(islice(media, _BATCH)):
            self.found += len(batch)
            rows = self._rows([item.media_id for item in batch])
            for item in batch:
                if self._is_new(rows.get(item.media_id)):
                    self._take_along(item)
                    self.new += 1
                    yield item

    @property
    def left_behind(self) -> int:
        """New items that do not travel."""
        return self.new - len(self.travelling)

    def _is_new(self, row: Row | None) -> bool:
        if row is None:
            return True
        if row.get("status") == FAILED:
            return row.get("owner") != self._correlation_id
        return row.get("status") != COMPLETED

    def _take_along(self, item: MediaItem) -> None:
        """Lets the item travel, unless the page is full or one before it had to stay."""
        if self.left_behind or len(self.travelling) == self._max_items:
            return
        document = item.to_json()
        self._room -= len(dump(document)) + 1
        if self._room >= 0:
            self.travelling.append(document)


def dump(document: Json) -> bytes:
    """JSON as Step Functions counts it."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
