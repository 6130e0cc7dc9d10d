"""Waits for what another function does in its own time."""

import time
from collections.abc import Callable
from typing import TypeVar

from vault_trials.console import TrialError

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
