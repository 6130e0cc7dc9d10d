"""Archives that are made once and kept in the user's cache under the hash of what they are made from."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cloud_constructs.compute._bundling import uv
from cloud_constructs.compute._bundling.archive import write_archive
from cloud_constructs.compute._bundling.lock import REQUIREMENTS

if TYPE_CHECKING:
    from cloud_constructs.compute._bundling.archive import Source
    from cloud_constructs.compute._bundling.lock import Lock
    from cloud_constructs.compute._bundling.target import Target
    from cloud_constructs.core import Check

# Changes with what an archive is made like, so that older ones are not found.
_FORMAT: Final = "1"
_KEPT_SECONDS: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Bundle:
    """An archive, and the hash of what it was made from: the same on every machine."""

    archive: Path
    hash: str


def bundled(check: Check, lock: Lock, source: Source, target: Target) -> Bundle:
    """Return the archive of a handler's files and their dependencies, made now or by an earlier synthesis."""
    digest = _digest(lock, source, target)
    cache = _cache()
    # Byte code does not count in the hash: it changes nothing but the time of a cold start, and a laptop and
    # CI with different Pythons would otherwise deploy in turns.
    archive = cache / f"{digest}{'-compiled' if target.is_this_python else ''}.zip"
    try:
        os.utime(archive)
    except FileNotFoundError:
        _make(check, lock, source, target, archive)
    return Bundle(archive, digest)


def _make(check: Check, lock: Lock, source: Source, target: Target, archive: Path) -> None:
    started = time.monotonic()
    archive.parent.mkdir(parents=True, exist_ok=True)
    _forget_unused(archive.parent)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=archive.parent) as folder:
        staging, unfinished = Path(folder, "files"), Path(folder, "archive.zip")
        staging.mkdir()
        # It goes along: scanners find there what the function runs, and the embedded AWS what to install.
        requirements = staging / REQUIREMENTS
        requirements.write_text(lock.requirements(check))
        uv.install(check, requirements, staging, target, settings=lock.file.parent)
        write_archive(check, staging, source, unfinished, target)
        # Another process may make the same archive: whoever is last replaces it by an equal one.
        unfinished.replace(archive)
    size, seconds = archive.stat().st_size / 1024 / 1024, time.monotonic() - started
    sys.stderr.write(f"Bundled {check.path} for {target.platform}: {size:.1f} MB in {seconds:.1f} s\n")


def _digest(lock: Lock, source: Source, target: Target) -> str:
    digest = hashlib.sha256(f"{_FORMAT}\0{target.python}\0{target.platform}\0{target.prefix}\0".encode())
    digest.update(hashlib.sha256(lock.content()).digest())
    for name, path in sorted(source.items()):
        digest.update(f"{name}\0{os.access(path, os.X_OK)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "cloud-constructs" / "bundles"


def _forget_unused(cache: Path) -> None:
    for archive in cache.glob("*.zip"):
        with suppress(FileNotFoundError):  # another process forgets, too
            if time.time() - archive.stat().st_mtime > _KEPT_SECONDS:
                archive.unlink()
