"""A part of the report: rows, or why there are none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

Cell = str | float
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table with its title, and a sentence where one is needed."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""

    def as_markdown(self) -> str:
        """Return it for people."""
        parts = [f"## {self.title}"]
        if self.note:
            parts.append(self.note)
        if self.rows:
            lines = [self.head, ("---",) * len(self.head), *self.rows]
            parts.append("\n".join(f"| {' | '.join(map(_shown, cells))} |" for cells in lines))
        return "\n\n".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        rows = [dict(zip(self.head, row, strict=True)) for row in self.rows]
        return {"title": self.title, "note": self.note, "rows": rows}


def _shown(cell: Cell) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell).replace("|", "\\|")


class UnansweredError(Exception):
    """A service has nothing to say, or not yet."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """What a service answered, or what it said instead."""

    answer: Answer | None
    refusal: str = ""


def ask(question: Callable[[], Answer]) -> Asked[Answer]:
    """Ask a service that the account may not have switched on, or that may be away.

    The report is of use without any one of them, and says which answers it lacks.
    """
    try:
        return Asked(question())
    except (BotoCoreError, ClientError, UnansweredError) as error:
        # A client error's text has its code, the operation and what AWS says of it.
        return Asked(None, str(error))
