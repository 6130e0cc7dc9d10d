"""Bundled packages with compiled modules for Lambda's machine, which this machine may not be able to load."""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs._archives import Files


def replace_foreign_packages(files: Files, roots: Sequence[str]) -> tuple[Files, list[str]]:
    """Leave packages that cannot be loaded here out of a bundle, so that installed ones are found instead.

    If one package is foreign, every bundled package that is installed here as well goes: a mixture of bundled
    and installed versions may not fit together (pydantic checks the exact version of pydantic-core).

    Returns:
        The files that are left, and remarks on what was replaced and what is missing.
    """
    foreign = {
        package
        for name, content in files.items()
        if not is_loadable(name, content)
        if (package := _package(name, roots))
    }
    if not foreign:
        return files, []
    installed = _installed()
    bundled = {package for name in files if (package := _package(name, roots))}
    replaced = bundled & installed
    left = {name: content for name, content in files.items() if _package(name, roots) not in replaced}
    remarks = [
        f"compiled for another machine, so taken from this environment: {', '.join(sorted(replaced))}."
    ]
    if missing := foreign - installed:
        remarks.append(
            f"compiled for another machine and not installed here: {', '.join(sorted(missing))}."
            " Install them into this environment to let the function run."
        )
    return left, remarks


def is_loadable(name: str, content: Path | bytes) -> bool:
    """Tell whether this machine can load a bundled file, or never has to."""
    if not name.endswith((".so", ".pyd")):
        return True
    file_name = name.rpartition("/")[2]
    tag = file_name[file_name.index(".") :]
    if tag not in EXTENSION_SUFFIXES:
        # A shared library, not a module, has no tag of an interpreter: only its format can be wrong.
        return ".cpython-" not in tag and _format_of(content) == _own_format()
    return _format_of(content) == _own_format()


@cache
def _installed() -> frozenset[str]:
    return frozenset(packages_distributions())


def _package(name: str, roots: Sequence[str]) -> str:
    """Return the top-level package or module that a bundled file belongs to."""
    root = next(root for root in roots if name.startswith(root))
    return name.removeprefix(root).partition("/")[0].partition(".")[0]


@cache
def _own_format() -> bytes:
    return _format_of(Path(sys.executable).resolve())


def _format_of(content: Path | bytes) -> bytes:
    """Return what tells machines apart: of an ELF header the magic number, the class and the machine."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            header = file.read(20)
    else:
        header = content[:20]
    return header[:5] + header[18:20] if header.startswith(b"\x7fELF") else header[:4]
