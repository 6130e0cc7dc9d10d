"""Reading what providers answer: every field is checked where it is first touched."""

import logging
from collections.abc import Mapping
from typing import cast

from ..errors import InvalidEvent, UnexpectedResponse
from ..model import Json, MediaItem

log = logging.getLogger(__name__)


def object_in(document: Mapping[str, object], name: str) -> Json:
    """The object under a name."""
    value = document.get(name)
    if not isinstance(value, dict):
        raise UnexpectedResponse(f"the provider's answer has no object {name!r}")
    return cast("Json", value)


def objects_in(document: Mapping[str, object], name: str) -> list[Json]:
    """The list of objects under a name; without that name it is empty."""
    value = document.get(name, [])
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) for entry in entries):
        raise UnexpectedResponse(f"{name!r} in the provider's answer is not a list of objects")
    return cast("list[Json]", entries)


def whole_in(document: Mapping[str, object], name: str) -> int:
    """The whole number under a name."""
    value = document.get(name)
    if not isinstance(value, int):
        raise UnexpectedResponse(f"the provider's answer has no number {name!r}")
    return value


def finished_item(entry: Json) -> MediaItem | None:
    """The item, or None for media that is still being uploaded: it has no size or no name yet."""
    try:
        return MediaItem.parse(entry)
    except InvalidEvent as error:
        log.warning(
            "media left out of the listing", extra={"media_id": str(entry["media_id"]), "reason": str(error)}
        )
        return None
