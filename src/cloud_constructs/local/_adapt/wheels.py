"""Bundles that say what they were made from (a requirements.txt with hashes), made again for this machine."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs._archives import Files, folder_files
from cloud_constructs.local._adapt.native import is_loadable

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_own_wheels(files: Files, roots: Sequence[str], folder: Path) -> tuple[Files, list[str]]:
    """Replace the packages of every root that has one for another machine by the same versions for this one.

    Returns:
        The files, and remarks on what was replaced or could not be.
    """
    remarks: list[str] = []
    for number, root in enumerate(roots):
        # The last root is the function's own folder, in which the others lie.
        inner = tuple(roots[:number])
        names = [name for name in files if name.startswith(root) and not (inner and name.startswith(inner))]
        requirements = files.get(f"{root}requirements.txt")
        if not isinstance(requirements, Path) or all(is_loadable(name, files[name]) for name in names):
            continue
        target = folder / hashlib.sha256(requirements.read_bytes()).hexdigest()
        if problem := _install(requirements, target):
            remarks.append(f"its packages could not be installed for this machine: {problem}")
            continue
        own = folder_files(target)
        packages = {name.partition("/")[0] for name in own}
        files = {
            name: content
            for name, content in files.items()
            if name not in names or name.removeprefix(root).partition("/")[0] not in packages
        } | {f"{root}{name}": path for name, path in own.items()}
        remarks.append("compiled for another machine, so the same versions were installed for this one.")
    return files, remarks


def _install(requirements: Path, target: Path) -> str | None:
    """Install wheels, unless an earlier function had the same; return what is wrong."""
    if target.exists():
        return None
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        return "there is no uv."
    command = [
        *(uv, "--quiet", "pip", "install", "--requirements", str(requirements), "--target", str(target)),
        *("--python", sys.executable, "--only-binary", ":all:", "--require-hashes"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        return " ".join(done.stderr.split())
    return None
