"""One file of a media library, on disk or made up as it is read."""

import hashlib
import random
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PATTERN_BYTES = 4_194_301
"""A prime, so that no two parts of a file are equal: parts in the wrong order would be noticed."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of the library."""

    media_id: str
    filename: str
    size: int
    captured_at: str
    media_type: str
    sha256: str

    @property
    def etag(self) -> str:
        """A strong validator."""
        return f'"{self.sha256[:32]}"'

    @property
    def present(self) -> bool:
        """Whether it can still be downloaded."""
        return True

    def send(self, connection: socket.socket, start: int, count: int) -> None:
        """Sends `count` bytes from `start` on."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class StoredFile(MediaFile):
    """A file on disk."""

    path: Path

    @property
    def present(self) -> bool:
        """Whether it is still on disk."""
        return self.path.exists()

    def send(self, connection: socket.socket, start: int, count: int) -> None:
        """Sends `count` bytes from `start` on; `count` is not 0."""
        with self.path.open("rb") as body:
            connection.sendfile(body, start, count)


@dataclass(frozen=True, slots=True)
class MadeUpFile(MediaFile):
    """A file that is nowhere: its bytes are a repeated pattern, from a place in it that is the file's own.

    Of a damaged one the provider announces another digest than its bytes have.
    """

    offset: int
    damaged: bool = False

    @classmethod
    def of(cls, number: int, size: int, *, captured_at: str, damaged: bool) -> "MadeUpFile":
        """The same file every time for the same number and size."""
        offset = random.Random(number).randrange(_PATTERN_BYTES)  # noqa: S311 (content, not a secret)
        digest = hashlib.sha256()
        for piece in _pieces(offset, size):
            digest.update(piece)
        if damaged:
            digest.update(b"damage")
        return cls(
            media_id=f"{number:014x}",
            filename=f"GX{number:06d}.MP4",
            size=size,
            captured_at=captured_at,
            media_type="Video",
            sha256=digest.hexdigest(),
            offset=offset,
            damaged=damaged,
        )

    def send(self, connection: socket.socket, start: int, count: int) -> None:
        """Sends `count` bytes from `start` on."""
        for piece in _pieces(self.offset + start, count):
            connection.sendall(piece)


def _pieces(position: int, count: int) -> list[memoryview]:
    """The bytes of the endless pattern from a position on, without copying them."""
    pattern = memoryview(_pattern())
    pieces: list[memoryview] = []
    while count > 0:
        begin = position % _PATTERN_BYTES
        piece = pattern[begin : begin + count]
        pieces.append(piece)
        position += len(piece)
        count -= len(piece)
    return pieces


@cache
def _pattern() -> bytes:
    return random.Random("media").randbytes(_PATTERN_BYTES)  # noqa: S311 (content, not a secret)
