"""One archive with fixed order, times and modes, and nothing in it that Lambda does not need."""

from __future__ import annotations

import compileall
import shutil
import warnings
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING, Final, TypeAlias

from cloud_constructs._archives import folder_files, write_zip

if TYPE_CHECKING:
    from cloud_constructs.compute._bundling.target import Target
    from cloud_constructs.core import Check

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 250 MB with the layers, in the
# words of the API 262144000 bytes. The limit of 50 MB for the archive is not ours: CDK uploads through S3.
UNZIPPED_LIMIT: Final = 250 * 1024 * 1024
# The files of a handler by their path in its folder.
Source: TypeAlias = dict[str, Path]

_MEGABYTE: Final = 1024 * 1024
_NAMED: Final = 5
# What only tells how the packages came here; RECORD lists the others.
_INSTALLATION: Final = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}
# What a project has beside its code.
_BESIDE_THE_CODE: Final = {"tests", "pyproject.toml", "uv.lock", "requirements.txt"}


def source_files(folder: Path) -> Source:
    """Return the files of a handler: no byte code, hidden files, tests and lists of dependencies."""
    return {
        name: path
        for name, path in folder_files(folder).items()
        if not any(part.startswith(".") or part == "__pycache__" for part in PurePosixPath(name).parts)
        and not name.endswith(".pyc")
        and PurePosixPath(name).parts[0] not in _BESIDE_THE_CODE
    }


def write_archive(check: Check, staging: Path, source: Source, archive: Path, target: Target) -> None:
    """Write the installed packages in `staging` and the handler's files beside them into an archive.

    Byte code is added only if this Python is the runtime's: it halves the time of imports at a cold start.
    It is never compared with its source, whose time an archive does not keep.
    """
    _without_installation(staging)
    for name, path in source.items():
        copy = staging / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        # A package's file is a link into uv's cache: it is replaced, never written to.
        copy.unlink(missing_ok=True)
        shutil.copy(path, copy)
    if target.is_this_python:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compileall.compile_dir(
                staging,
                ddir=f"/opt/{target.prefix}" if target.prefix else "/var/task",
                quiet=2,
                invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
            )
    files = folder_files(staging)
    _hold_to_the_limit(check, files)
    prefixed = {f"{target.prefix}{name}": path for name, path in files.items()}
    write_zip(archive, prefixed, zipfile.ZIP_DEFLATED)


def _without_installation(staging: Path) -> None:
    (staging / ".lock").unlink(missing_ok=True)
    # Scripts begin with the path of this machine's interpreter.
    shutil.rmtree(staging / "bin", ignore_errors=True)
    for path in staging.glob("*.dist-info/*"):
        if path.name in _INSTALLATION:
            path.unlink()


def _hold_to_the_limit(check: Check, files: Source) -> None:
    sizes: Counter[str] = Counter()
    for name, path in files.items():
        sizes[name.partition("/")[0]] += path.stat().st_size
    total = sizes.total()
    if total > UNZIPPED_LIMIT:
        biggest = ", ".join(f"{name} {size / _MEGABYTE:.1f} MB" for name, size in sizes.most_common(_NAMED))
        raise check.fail(
            f"the unpacked code is {total / _MEGABYTE:.1f} MB, and Lambda takes at most"
            f" {UNZIPPED_LIMIT // _MEGABYTE} MB with all layers; the biggest parts are {biggest}",
            "leave a package out (boto3 comes with the runtime), or split the function",
        )
