"""A provider's media library: the files of a folder, or any number of files that need no disk."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ._media_file import MadeUpFile, MediaFile, StoredFile

_TYPES = {".mp4": "Video", ".mov": "Video", ".jpg": "Photo", ".jpeg": "Photo", ".gpr": "Photo"}
_FIRST_CAPTURE = datetime(2024, 1, 1, tzinfo=UTC)


class Library:
    """What the provider has."""

    def __init__(self, files: Sequence[MediaFile]) -> None:
        self.files = list(files)
        self._by_id = {file.media_id: file for file in files}

    @classmethod
    def of_folder(cls, folder: Path) -> "Library":
        """All files of a folder and its sub-folders, hidden ones left out."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return cls([_stored_file(folder, path) for path in paths])

    @classmethod
    def made_up(cls, sizes: Sequence[int], *, damaged_every: int | None = None) -> "Library":
        """Files of these sizes that need no disk; of each `damaged_every` files the last one is damaged."""
        return cls(
            [
                MadeUpFile.of(
                    number,
                    size,
                    captured_at=(_FIRST_CAPTURE + timedelta(hours=number)).isoformat(),
                    damaged=damaged_every is not None and number % damaged_every == 0,
                )
                for number, size in enumerate(sizes, start=1)
            ]
        )

    def find(self, media_id: str) -> MediaFile | None:
        """The file with that id."""
        return self._by_id.get(media_id)


def _stored_file(folder: Path, path: Path) -> StoredFile:
    status = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StoredFile(
        media_id=hashlib.sha256(str(path.relative_to(folder)).encode()).hexdigest()[:14],
        path=path,
        filename=path.name,
        size=status.st_size,
        captured_at=datetime.fromtimestamp(int(status.st_mtime), UTC).isoformat(),
        media_type=_TYPES.get(path.suffix.lower(), "Video"),
        sha256=digest,
    )
