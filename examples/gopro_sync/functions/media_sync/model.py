"""The values that travel between the functions, validated where they enter."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TypeAlias, cast

from .errors import InvalidEvent

Json: TypeAlias = "dict[str, object]"

MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
"""Media ids go into URLs and object keys, so nothing that either would interpret is let in."""

_CHECKSUM = re.compile(r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}")
_PROVIDER = re.compile(r"[a-z][a-z0-9-]{0,31}")
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,256}")
_MAX_FILENAME = 1024


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One file in the provider's library."""

    media_id: str
    filename: str
    size: int
    captured_at: str
    media_type: str
    checksum: str | None = None
    """What the provider says of the bytes, such as `sha256:ba78...`; not all of them say anything."""

    @classmethod
    def parse(cls, raw: object) -> "MediaItem":
        """Reads an item from JSON.

        Raises:
            InvalidEvent: A field is missing or has a value that could not be right.
        """
        fields = _mapping(raw, "item")
        size = fields.get("size")
        if isinstance(size, bool) or not isinstance(size, int) or size < 0:
            raise InvalidEvent(f"item.size must be a whole number of bytes, not {size!r}")
        item = cls(
            media_id=_matching(fields, "media_id", MEDIA_ID, "item."),
            filename=_text(fields, "filename", "item."),
            size=size,
            captured_at=_text(fields, "captured_at", "item."),
            media_type=_text(fields, "media_type", "item."),
            checksum=_matching(fields, "checksum", _CHECKSUM, "item.") if fields.get("checksum") else None,
        )
        if len(item.filename) > _MAX_FILENAME:
            raise InvalidEvent(f"item.filename is longer than {_MAX_FILENAME} characters")
        item.captured()
        return item

    def captured(self) -> datetime:
        """When the media was recorded, in UTC."""
        return parse_time(self.captured_at, "item.captured_at")

    def to_json(self) -> Json:
        """The item as the state machine carries it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Run:
    """One nightly run: which provider, and the id that ties all of its traces together."""

    provider: str
    correlation_id: str

    @classmethod
    def parse(cls, event: object) -> "Run":
        """Reads the part of an event that every function gets.

        Raises:
            InvalidEvent: A field is missing or malformed.
        """
        fields = _mapping(event, "event")
        return cls(
            provider=_matching(fields, "provider", _PROVIDER),
            correlation_id=_matching(fields, "correlation_id", _CORRELATION_ID),
        )


def parse_time(text: str, name: str) -> datetime:
    """Reads an ISO 8601 time; one without an offset is UTC.

    Raises:
        InvalidEvent: The text is not a time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidEvent(f"{name} must be an ISO 8601 time, not {text!r}") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """Writes a time so that comparing the texts compares the times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _mapping(raw: object, name: str) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise InvalidEvent(f"{name} must be a JSON object, not {type(raw).__name__}")
    return cast("Mapping[str, object]", raw)


def _text(fields: Mapping[str, object], name: str, prefix: str = "") -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidEvent(f"{prefix}{name} must be a non-empty text, not {value!r}")
    return value


def _matching(fields: Mapping[str, object], name: str, pattern: re.Pattern[str], prefix: str = "") -> str:
    value = _text(fields, name, prefix)
    if not pattern.fullmatch(value):
        raise InvalidEvent(f"{prefix}{name} must match {pattern.pattern}, not {value!r}")
    return value
