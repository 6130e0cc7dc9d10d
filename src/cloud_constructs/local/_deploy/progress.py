"""What a deployment tells while it works."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager


class Phase(Protocol):
    """One phase of the work."""

    def count(self, done: int, total: int) -> None:
        """Tell how far it is."""

    def done(self, summary: str) -> None:
        """Tell what it came to."""


class Progress(Protocol):
    """Someone who listens."""

    def phase(self, title: str) -> AbstractContextManager[Phase]:
        """Open a phase; it ends with the context."""
        ...


class Silent:
    """Listens to everything and says nothing."""

    @contextlib.contextmanager
    def phase(self, title: str) -> Generator[Phase]:  # noqa: ARG002  the protocol's own name
        """Open a phase that nobody hears of."""
        yield self

    def count(self, done: int, total: int) -> None:
        """Say nothing."""

    def done(self, summary: str) -> None:
        """Say nothing."""
