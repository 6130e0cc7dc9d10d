"""Waits for what a deployed app does in its own time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from cloud_constructs.local.trials._console import TrialError

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")
SECONDS, PAUSE = 60.0, 0.1


def until(what: str, ask: Callable[[], Found | None], *, seconds: float = SECONDS) -> Found:
    """Ask again and again until there is an answer, and return it.

    Raises:
        TrialError: There was none for so long.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ask()
        if found:
            return found
        time.sleep(PAUSE)
    raise TrialError(f"{what}: nothing for {seconds:.0f} seconds")
