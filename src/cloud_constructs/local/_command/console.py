"""What the commands print: progress while they work, then what is there and how real it is."""

from __future__ import annotations

import contextlib
import platform
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cloud_constructs.local._deploy.fidelity import Level

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rich.status import Status

    from cloud_constructs.local._deploy.deployment import Deployment, Entry
    from cloud_constructs.local._deploy.progress import Phase
    from cloud_constructs.local._errors import LocalError

_TITLES: Final = {
    Level.RUNS: "run",
    Level.RECORDED_ONLY: "recorded only",
    Level.DONE_BY_DEPLOYER: "done by the deployer",
    Level.NOT_EMULATED: "not emulated",
}
# What CDK calls the outputs that other stacks read, strongly or weakly.
_BETWEEN_STACKS: Final = ("ExportsOutput", "PublishOutput")
console: Final = Console(highlight=False)
errors: Final = Console(stderr=True, highlight=False)


class ConsoleProgress:
    """Shows each phase while it lasts, where there is a terminal, and one line when it is over."""

    @contextlib.contextmanager
    def phase(self, title: str) -> Generator[Phase]:
        """Open a phase."""
        started = time.monotonic()
        with console.status(escape(title)) as status:
            shown = _ShownPhase(title, status)
            yield shown
        seconds = f"{time.monotonic() - started:.1f} s"
        console.print(escape(f"{title}: {', '.join(filter(None, [shown.summary, seconds]))}"), soft_wrap=True)


class _ShownPhase:
    def __init__(self, title: str, status: Status) -> None:
        self.summary = ""
        self._title = title
        self._status = status

    def count(self, done: int, total: int) -> None:
        self._status.update(escape(f"{self._title}: {done} of {total} resources"))

    def done(self, summary: str) -> None:
        self.summary = summary


def print_deployment(deployment: Deployment, wait_scale: float) -> None:
    """Print the endpoints, then the report."""
    print_endpoints(deployment.as_json())
    _print_report(deployment, wait_scale)


def print_endpoints(endpoints: dict[str, Any]) -> None:
    """Print what endpoints.json holds: outputs, URLs and where the engine is."""
    for name, stack in endpoints["stacks"].items():
        for key, value in stack["outputs"].items():
            # What CDK passes from stack to stack is nobody's endpoint.
            if "/" not in name and not key.startswith(_BETWEEN_STACKS):
                console.print(escape(f"  {name}.{key} = {value}"), soft_wrap=True)
    for path, url in endpoints["urls"].items():
        console.print(escape(f"  {path}: {url}"), soft_wrap=True)
    console.print(
        f"Embedded AWS: {endpoints['endpoint_url']} (account {endpoints['account']})", soft_wrap=True
    )


def print_error(error: LocalError) -> None:
    """Print an expected failure: what, what to do, and the failing part's own words."""
    errors.print(escape(f"error: {error.message}"), style="bold red", soft_wrap=True)
    if error.hint:
        errors.print(escape(error.hint), soft_wrap=True)
    if error.findings:
        table = Table("Rule", "Construct", "Finding")
        for finding in error.findings:
            table.add_row(escape(finding.rule), escape(finding.construct_path), escape(finding.description))
        errors.print(table)
    if error.detail:
        errors.print(escape(error.detail), style="dim", soft_wrap=True)


def _print_report(deployment: Deployment, wait_scale: float) -> None:
    levels = deployment.report.levels
    counts = ", ".join(f"{len(levels[level])} {title}" for level, title in _TITLES.items())
    console.print(f"Of all resources {counts}.", soft_wrap=True)
    for level, title in _TITLES.items():
        listed = [entry for entry in levels[level] if level is not Level.RUNS and not entry.is_iam]
        if listed:
            console.print(f"{title.capitalize()}:")
        for line in _by_construct(listed):
            console.print(escape(f"  {line}"), soft_wrap=True)
    for remark in [*deployment.report.remarks, *_caveats(deployment, wait_scale)]:
        console.print(escape(f"Note: {remark}"), soft_wrap=True)


def _by_construct(entries: list[Entry]) -> Iterator[str]:
    """Sum up the resources of each construct of a stack: a network alone has dozens."""
    constructs: dict[str, Counter[str]] = {}
    for entry in entries:
        construct = "/".join(entry.path.split("/")[:2])
        constructs.setdefault(construct, Counter())[entry.type] += 1
    for construct, types in constructs.items():
        listed = ", ".join(f"{count} x {kind}" if count > 1 else kind for kind, count in types.items())
        yield f"{construct}: {listed}"


def _caveats(deployment: Deployment, wait_scale: float) -> Iterator[str]:
    iam = sum(entry.is_iam for entries in deployment.report.levels.values() for entry in entries)
    yield f"IAM is not enforced ({iam} roles and policies are recorded), nor memory size and architecture."
    declared = Counter(deployment.report.runtimes)
    if declared:
        yield (
            f"functions run under Python {platform.python_version()}, declared:"
            f" {', '.join(f'{runtime} ({count})' for runtime, count in declared.items())}."
        )
    if any(entry.type == "AWS::SES::EmailIdentity" for entry in deployment.report.levels[Level.RUNS]):
        yield (
            "no mail leaves this machine: all of it arrives in the mailbox, signed by nobody; addresses"
            " of SES's mailbox simulator bounce and complain, and what becomes of a mail is told as by SES."
        )
    if wait_scale != 1:
        yield f"waits and retry pauses of Step Functions last {wait_scale:g} times as long as written."
