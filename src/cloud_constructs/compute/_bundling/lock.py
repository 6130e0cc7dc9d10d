"""The file that names a folder's dependencies with their exact versions and hashes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cloud_constructs.compute._bundling import uv

if TYPE_CHECKING:
    from pathlib import Path

    from cloud_constructs.core import Check

PROJECT: Final = "pyproject.toml"
REQUIREMENTS: Final = "requirements.txt"
_LOCK: Final = "uv.lock"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock of uv with the project that it belongs to, or a requirements.txt with hashes."""

    file: Path
    project: Path | None = None

    def content(self) -> bytes:
        """Return what decides on the dependencies."""
        return self.file.read_bytes() + (self.project.read_bytes() if self.project else b"")

    def requirements(self, check: Check) -> str:
        """Return every dependency with version and hashes, for all platforms."""
        if self.project is None:
            return self.file.read_text()
        exported = uv.export(check, self.project.parent)
        local = [line for line in exported.splitlines() if line.startswith(("-e ", "./", "../", "file:"))]
        if local:
            raise check.fail(
                f"{self.project} depends on the folder {local[0].removeprefix('-e ')}, which has no hash",
                "put that package into the handler's folder, or publish it as a wheel",
            )
        return exported


def find_lock(check: Check, folder: Path) -> Lock | None:
    """Return what names a folder's dependencies; without a project and a requirements.txt it has none.

    The lock of a project lies beside it, or beside the workspace that it is a member of.
    """
    project = folder / PROJECT
    if project.is_file() and _has_dependencies(check, project):
        for parent in (folder, *folder.parents):
            if (parent / _LOCK).is_file():
                return Lock(parent / _LOCK, project)
        raise check.fail(f"{project} has no {_LOCK}", f"run `uv lock --project {folder}` and commit the lock")
    requirements = folder / REQUIREMENTS
    return Lock(requirements) if requirements.is_file() else None


def _has_dependencies(check: Check, project: Path) -> bool:
    """Tell whether the file describes a project: many hold nothing but the settings of tools."""
    try:
        return "project" in tomllib.loads(project.read_text())
    except tomllib.TOMLDecodeError as error:
        raise check.fail(f"{project} is not valid TOML: {error}", "mend the file") from error
