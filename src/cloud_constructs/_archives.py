"""Folders as archives whose bytes depend on their files alone; nothing here knows CDK or AWS."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

# Files of an archive by their path in it.
Files: TypeAlias = dict[str, Path | bytes]

_STORED: Final = zipfile.ZIP_STORED
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def folder_files(folder: Path) -> dict[str, Path]:
    """List the files of a folder by their path in it, linked folders included."""
    return {
        (Path(parent) / name).relative_to(folder).as_posix(): Path(parent) / name
        for parent, _, names in os.walk(folder, followlinks=True)
        for name in names
    }


def write_zip(archive: Path, files: Mapping[str, Path | bytes], compression: int = _STORED) -> None:
    """Write an archive whose bytes depend on the files' names, content and executable bit alone."""
    with zipfile.ZipFile(archive, "w", compression) as target:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = compression
            if isinstance(content, bytes):
                entry.external_attr = 0o755 << 16
                target.writestr(entry, content)
                continue
            entry.external_attr = (0o755 if os.access(content, os.X_OK) else 0o644) << 16
            entry.file_size = content.stat().st_size
            with content.open("rb") as source, target.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
