"""Environments for what is not among our own dependencies, made with uv and kept.

Without an index of packages there is none, and nothing to compare with.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENVIRONMENTS = Path(os.environ.get("XDG_CACHE_HOME", gettempdir()), "cloud-constructs-peers")


def environment(name: str, packages: Sequence[str]) -> Path | None:
    """Return the interpreter of an environment with the packages, or `None` if they cannot be had."""
    folder = ENVIRONMENTS / name
    python = folder / "bin" / "python"
    if not python.exists():
        made = subprocess.run(["uv", "venv", "--quiet", folder], check=False)  # noqa: S607
        install = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *packages]
        if made.returncode or subprocess.run(install, check=False).returncode:
            python.unlink(missing_ok=True)
            return None
    return python
