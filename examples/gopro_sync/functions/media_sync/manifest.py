"""The list of everything new, in the bucket: written while the listing goes on, whatever its size."""

from types import TracebackType
from typing import Self

from .bucket import MediaBucket, Target, Upload
from .checksums import crc32
from .listing import dump
from .model import MediaItem

PART_SIZE = 8 * 1024 * 1024
"""What is held in memory; 10,000 such parts are more than the 10 GB that Step Functions reads."""


class Manifest:
    """JSON lines under one key. They appear when it is closed, or never: use it as a context manager."""

    def __init__(self, bucket: MediaBucket, key: str, *, part_size: int = PART_SIZE) -> None:
        self._bucket = bucket
        # A second listing of the same run replaces what the first one wrote.
        self._target = Target(key, token="manifest", replaces=None, conditional=False)  # noqa: S106 (no secret)
        self._part_size = part_size
        self._lines = bytearray()
        self._upload: Upload | None = None
        self._sent = 0
        self._parts = 0

    def add(self, item: MediaItem) -> None:
        """Writes one line."""
        self._lines += dump(item.to_json()) + b"\n"
        if len(self._lines) >= self._part_size:
            self._send()

    def close(self) -> dict[str, str]:
        """Lets the object appear; says where."""
        if self._upload is None:
            self._bucket.put(self._target, self._lines, crc32(self._lines))
        else:
            if self._lines:
                self._send()
            self._upload.complete(self._sent)
            self._upload = None
        return {"bucket": self._bucket.name, "key": self._target.key}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._upload is not None:
            self._bucket.abort(self._target.key, self._upload.upload_id)

    def _send(self) -> None:
        self._upload = self._upload or self._bucket.begin(self._target)
        self._parts += 1
        self._upload.send(self._parts, self._lines, crc32(self._lines))
        self._sent += len(self._lines)
        self._lines = bytearray()
