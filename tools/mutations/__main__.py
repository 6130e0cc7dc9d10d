"""Print the table; exit with 1 when a mutation is missed."""

from __future__ import annotations

import sys
from textwrap import shorten
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tools.mutations import MUTATIONS, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.mutations import Mutation, Verdict


def main(mutations: Iterable[Mutation] = MUTATIONS) -> int:
    """Judge mutations, print who caught each, and return how the process ends."""
    table = Table("what", "is broken so", "caught by", "first rule of each layer")
    judged = list(verdicts(mutations))
    for verdict in judged:
        table.add_row(verdict.mutation.subject, escape(verdict.mutation.name), *_cells(verdict))
    missed = sum(not verdict.caught for verdict in judged)
    console = Console()
    console.print(table)
    console.print(f"{len(judged)} mutations, {len(judged) - missed} caught, {missed} missed")
    return 1 if missed else 0


def _cells(verdict: Verdict) -> tuple[str, str]:
    if not verdict.caught:
        return "[red]nobody[/red]", ""
    firsts = [shorten(min(rules), 80) for rules in verdict.caught.values()]
    return "\n".join(verdict.caught), escape("\n".join(firsts))


if __name__ == "__main__":
    sys.exit(main())
