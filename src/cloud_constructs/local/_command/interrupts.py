"""Turns the signals that end a command into an exception, so that every `with` block cleans up."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody wants the command to end. Like KeyboardInterrupt it is no error, nor to be caught as one."""

    def __init__(self, number: int) -> None:
        """Take the signal's number."""
        super().__init__(number)
        self.exit_code = 128 + number


@contextlib.contextmanager
def interruptible() -> Generator[None]:
    """Raise `Interrupted` at the first such signal and ignore the next: cleaning up must not be cut short."""
    before = {number: signal.signal(number, _interrupt) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _: object) -> None:
    for one in _ENDING:
        signal.signal(one, signal.SIG_IGN)
    raise Interrupted(number)
