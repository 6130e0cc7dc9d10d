"""Where a file lands in the bucket, and the token that proves that an object is this very file."""

import hashlib
import re

from .model import MediaItem

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 128


def object_key(provider: str, item: MediaItem) -> str:
    """The item's key: `<provider>/<yyyy>/<mm>/<media id>-<safe file name>`."""
    return f"{provider}/{item.captured():%Y/%m}/{item.media_id}-{safe_filename(item.filename)}"


def safe_filename(filename: str) -> str:
    """The file name with everything replaced that a URL, a shell or a file system would interpret."""
    name = _UNSAFE.sub("_", filename).lstrip(".") or "unnamed"
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 16:
        return name[:_MAX_NAME]
    return f"{stem[: _MAX_NAME - 1 - len(extension)]}.{extension}"


def idempotency_token(provider: str, item: MediaItem) -> str:
    """The same for every delivery of the same media, another once its size or checksum changes."""
    content = "/".join(filter(None, (provider, item.media_id, str(item.size), item.checksum)))
    return hashlib.sha256(content.encode()).hexdigest()[:32]
