"""Which media are new, and how many of them fit into a state machine's payload."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .model import Json, MediaItem
from .tracker import COMPLETED, FAILED, Row

MAX_PAYLOAD_BYTES = 200_000
"""Step Functions carries 256 KiB between states; the rest of the payload must fit beside the items."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing found."""

    found: int
    new: list[MediaItem]
    travelling: list[MediaItem]

    @property
    def remaining(self) -> int:
        """New items that do not travel this time."""
        return len(self.new) - len(self.travelling)


def select(
    library: Iterable[MediaItem], rows: Mapping[str, Row], correlation_id: str, max_items: int
) -> Listing:
    """Leaves out what is completed, and what this very run has already tried in vain.

    The second rule lets a run that lists again and again, batch after batch, come to an end.
    """
    media = list(library)
    new = [item for item in media if _is_new(rows.get(item.media_id), correlation_id)]
    return Listing(found=len(media), new=new, travelling=_fitting(new[:max_items]))


def _is_new(row: Row | None, correlation_id: str) -> bool:
    if row is None:
        return True
    if row.get("status") == FAILED:
        return row.get("owner") != correlation_id
    return row.get("status") != COMPLETED


def _fitting(items: list[MediaItem]) -> list[MediaItem]:
    size = 0
    for count, item in enumerate(items):
        size += len(dump(item.to_json())) + 1
        if size > MAX_PAYLOAD_BYTES:
            return items[:count]
    return items


def dump(document: Json) -> bytes:
    """JSON as Step Functions counts it."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
