"""How fast the servers are with a client that does next to nothing: what no contender can exceed."""

from __future__ import annotations

import subprocess
from shutil import which
from typing import TYPE_CHECKING

from benchmarks.transfer._site import BUCKET, PATH

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.transfer._site import Site

MAX_SIZE = 1_000_000_000
ATTEMPTS = 3


def ceiling(scheme: str, site: Site, size: int, folder: Path) -> str:
    """Return in words how fast each server is, as curl finds it at best."""
    if which("curl", path=PATH) is None:
        return f"{scheme}: curl, which measures the servers' own speed, is not installed"
    size = min(size, MAX_SIZE)
    file = folder / "zeros"
    with file.open("wb") as zeros:
        zeros.truncate(size)
    down = _speed("%{speed_download}", site, f"{site.source}/{size}")
    up = _speed("%{speed_upload}", site, "--upload-file", str(file), f"{site.endpoint}/{BUCKET}/ceiling")
    return f"{scheme}: the source gives {down:,.0f} MB/s, the sink takes {up:,.0f} MB/s"


def _speed(measure: str, site: Site, *arguments: str) -> float:
    command = ["curl", "--silent", "--show-error", "--fail", "--output", "/dev/null", "--write-out", measure]
    command += arguments
    speeds = [
        subprocess.run(command, env=site.environment, check=True, capture_output=True).stdout
        for _ in range(ATTEMPTS)
    ]
    return max(float(speed) for speed in speeds) / 1e6
