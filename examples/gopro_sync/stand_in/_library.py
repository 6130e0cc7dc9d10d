"""The files of a folder, as a provider's media library."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_TYPES = {".mp4": "Video", ".mov": "Video", ".jpg": "Photo", ".jpeg": "Photo", ".gpr": "Photo"}


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of the library."""

    media_id: str
    path: Path
    filename: str
    size: int
    captured_at: str
    media_type: str
    sha256: str

    @property
    def etag(self) -> str:
        """A strong validator."""
        return f'"{self.sha256[:32]}"'


class Library:
    """All files of a folder and its sub-folders, hidden ones left out."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        self.files = [_media_file(folder, path) for path in paths]
        self._by_id = {file.media_id: file for file in self.files}

    def find(self, media_id: str) -> MediaFile | None:
        """The file with that id."""
        return self._by_id.get(media_id)


def _media_file(folder: Path, path: Path) -> MediaFile:
    status = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return MediaFile(
        media_id=hashlib.sha256(str(path.relative_to(folder)).encode()).hexdigest()[:14],
        path=path,
        filename=path.name,
        size=status.st_size,
        captured_at=datetime.fromtimestamp(int(status.st_mtime), UTC).isoformat(),
        media_type=_TYPES.get(path.suffix.lower(), "Video"),
        sha256=digest,
    )
