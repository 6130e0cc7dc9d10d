"""What was found, as a table for people and as JSON for what comes next in a pipeline."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.console import Console
from rich.markup import escape
from rich.table import Table


class Verdict(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.SKIPPED: "yellow"}


@dataclass(frozen=True)
class Result:
    """One check."""

    check: str
    verdict: Verdict
    detail: str


def as_json(environment: str, stack: str, results: Sequence[Result]) -> str:
    """Return the results for a program."""
    return json.dumps(
        {
            "environment": environment,
            "stack": stack,
            "passed": not failures(results),
            "checks": [asdict(result) for result in results],
        },
        indent=1,
    )


def show(console: Console, environment: str, stack: str, results: Sequence[Result]) -> None:
    """Print the results for a person."""
    table = Table("check", "", "found", title=f"{stack} in {environment}", title_justify="left")
    for result in results:
        style = STYLES[result.verdict]
        table.add_row(result.check, f"[{style}]{result.verdict}[/]", escape(result.detail))
    console.print(table)
    failed = len(failures(results))
    console.print(f"{failed} of {len(results)} failed" if failed else f"{len(results)} checks, none failed")


def failures(results: Sequence[Result]) -> list[Result]:
    """Return what has to be mended."""
    return [result for result in results if result.verdict is Verdict.FAILED]
