"""A large library in one run: every file is compared, counted and timed."""

import argparse
import contextlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from stand_in import Library, StandIn

from .executions import Execution, children_of, follow_run, listings_of, states_entered
from .machine import Usage, usage
from .observation import Check, Deployment, Inbox, ScenarioError, check_all, console
from .sync import fire_schedule

MB = 1000 * 1000
MOST_BYTES = 1000 * MB
"""The embedded AWS keeps objects in memory, and twice an object while its upload completes."""
MIXED_UP_TO = 2000
_SAY_EVERY_SECONDS = 15.0


def mixed_sizes(videos: int, part_size: int) -> list[int]:
    """Mostly 4 KB to 2 MB, and in the first hundred all that has an edge."""
    edges = [0, 1, part_size - 1, part_size, part_size + 1, 2 * part_size, 2 * part_size + 7, 100 * MB]
    source = random.Random(videos)  # noqa: S311 (sizes, not secrets)
    sizes = [int(4096 * 500 ** source.random()) for _ in range(videos)]
    sizes[1 : 1 + 12 * len(edges) : 12] = edges[: len(sizes[1 : 1 + 12 * len(edges) : 12])]
    return sizes


def tiny_sizes(videos: int) -> list[int]:
    """1 to 4,096 bytes: so many that only their number matters."""
    return [1 + number * 31 % 4096 for number in range(videos)]


@dataclass(frozen=True)
class Run:
    """One run, seen from outside."""

    executions: list[Execution]
    children: Counter[str]
    checks: list[Check]
    notifications: list[str]
    seconds: float
    used: Usage | None

    @property
    def summary(self) -> dict[str, object]:
        """What the state machine says that it did."""
        return self.executions[-1].output


def one_run(aws: Deployment, stand_in: StandIn, *, expecting_news: bool) -> Run:
    """Fires the schedule, follows the run to its end and compares every file."""
    with contextlib.ExitStack() as cleanup:
        inbox = Inbox(aws, cleanup)
        before, started = usage(aws.endpoint_url), time.monotonic()
        executions = _followed(aws, fire_schedule(aws), stand_in)
        seconds, after = time.monotonic() - started, usage(aws.endpoint_url)
        with console.status("Comparing every file"):
            checks = check_all(aws, stand_in.library.files)
        children = Counter(children_of(aws, executions))
        notifications = inbox.read(expected=expecting_news)
    used = after.since(before) if before and after else None
    return Run(executions, children, checks, notifications, seconds, used)


def _followed(aws: Deployment, first: str, stand_in: StandIn) -> list[Execution]:
    sizes = {file.media_id: file.size for file in stand_in.library.files}
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(sizes))
        said = time.monotonic()

        def tick() -> None:
            nonlocal said
            # The stand-in counts for nothing; asking the tracker would be a load of its own.
            asked = list(stand_in.requests)
            megabytes = sum(sizes[name] for name in asked) / MB
            progress.update(task, completed=len(asked), description=f"{megabytes:,.0f} MB")
            if not console.is_terminal and time.monotonic() - said > _SAY_EVERY_SECONDS:
                said = time.monotonic()
                console.print(f"  {len(asked):,} of {len(sizes):,} files, {megabytes:,.0f} MB")

        return follow_run(aws, first, tick)


def problems_of(run: Run, stand_in: StandIn, aws: Deployment, damaged: frozenset[str]) -> list[str]:
    """What is wrong after a run in which these files could not be copied."""
    wrong = [f"an execution ended as {one.status}" for one in run.executions if one.status != "SUCCEEDED"]
    for check in run.checks:
        name = check.file.filename
        if check.file.media_id in damaged:
            if check.row.get("status") != "FAILED" or check.in_bucket is not None:
                wrong.append(f"{name} is damaged at its source, but {check.status}")
        elif not check.equal:
            wrong.append(f"{name} is {check.status}, and not equal")
    for what, counted in (("looked up", stand_in.lookups), ("downloaded", stand_in.requests)):
        again = [name for name, times in counted.items() if times > 1 and name not in damaged]
        wrong += [f"{name} was {what} {counted[name]} times" for name in again]
    versions = aws.versions()
    for check in run.checks:
        if (count := versions[check.file.media_id]) != (check.file.media_id not in damaged):
            wrong.append(f"{check.file.filename} has {count} versions in the bucket")
    if orphans := aws.unfinished_uploads():
        wrong.append(f"{orphans} multipart uploads were left behind")
    told = (run.summary.get("completed"), run.summary.get("failed"))
    done = (len(stand_in.library.files) - len(damaged), len(damaged))
    if told != done:
        wrong.append(f"the summary says {told} were copied and failed, not {done}")
    if bool(damaged) != bool(run.notifications):
        wrong.append(f"the operator was told {run.notifications or 'nothing'}")
    return wrong


def table_of(aws: Deployment, run: Run) -> Table:
    """The run in numbers."""
    copied = [check for check in run.checks if check.equal]
    total = sum(check.file.size for check in copied)
    attempts = sum(int(check.row.get("attempts", 0)) for check in run.checks)
    failed = sum(check.row.get("status") == "FAILED" for check in run.checks)
    listings = listings_of(aws, run.executions)
    memory = max((float(check.row.get("peak_memory_mb", 0)) for check in run.checks), default=0.0)
    # RecordFailure, KeepFailedItem and ItemFailed follow the last attempt at an item that failed.
    transitions = states_entered(aws, run.executions) + attempts + 3 * failed
    rows = {
        "wall time": f"{run.seconds:,.1f} s",
        "files": f"{len(copied):,} equal, {failed:,} failed of {len(run.checks):,}",
        "files per second": f"{len(copied) / run.seconds:,.1f}",
        "bytes": f"{total:,}",
        "MB per second": f"{total / MB / run.seconds:,.1f}",
        "downloader's peak memory": f"{memory:,.1f} MB",
        "lister's peak memory": f"{max(one['peak_memory_mb'] for one in listings):,.1f} MB",
        "listing": ", ".join(f"{one['duration_ms'] / 1000:,.1f} s" for one in listings),
        "executions": f"{len(run.executions)}, and {run.children.total():,} of items",
        "state transitions": f"{transitions:,}",
        "tried again": f"{attempts - len(copied) - failed:,} times",
    }
    if run.used:
        rows["embedded AWS's peak memory"] = f"{run.used.engine_peak_mb:,.0f} MB"
        rows["processor: embedded AWS"] = f"{run.used.engine_seconds:,.1f} s"
        rows["processor: functions"] = f"{run.used.functions_seconds:,.1f} s"
        rows["processor: stand-in and trial"] = f"{run.used.own_seconds:,.1f} s"
    table = Table("measured", "", title="Load")
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial's options."""
    parser.add_argument("--videos", type=_count, default=1000, help="how many files (default: %(default)s)")
    parser.add_argument(
        "--sizes",
        metavar="mixed|tiny|BYTES",
        help="4 KB to 2 MB with every edge among them, 1 to 4,096 bytes, or all of one size"
        f" (default: mixed up to {MIXED_UP_TO:,} files, else tiny)",
    )
    parser.add_argument(
        "--damaged-every",
        type=_count,
        metavar="N",
        help="every Nth file is damaged at its source; a second run, when it is mended, copies those alone",
    )


def run(options: argparse.Namespace) -> int:
    """The whole trial; returns the exit code."""
    aws = Deployment()
    sizes = _sizes(options.sizes, options.videos, aws.part_size())
    with console.status("Making up the library"):
        library = Library.made_up(sizes, damaged_every=options.damaged_every)
    mended = Library.made_up(sizes)
    damaged = frozenset(
        file.media_id for file, whole in zip(library.files, mended.files, strict=True) if file != whole
    )
    with StandIn(library) as stand_in:
        console.print(f"The stand-in provider is {stand_in.url}: {len(sizes):,} files, {sum(sizes):,} bytes.")
        aws.client("secretsmanager").put_secret_value(
            SecretId=aws["CredentialsSecretArn"], SecretString=json.dumps(stand_in.credentials())
        )
        first = one_run(aws, stand_in, expecting_news=bool(damaged))
        wrong = problems_of(first, stand_in, aws, damaged)
        console.print(table_of(aws, first))
        for notification in first.notifications:
            console.print(f"Notification to the operator: {notification[:300]}", markup=False)
        if damaged:
            wrong += second_run(aws, stand_in, mended, damaged)
    for problem in wrong[:20]:
        console.print(f"Wrong: {problem}", style="red", markup=False)
    verdict = f"[bold red]FAILED[/]: {len(wrong):,} things are wrong" if wrong else "[bold green]PASSED[/]"
    console.print(f"{verdict}: {len(sizes):,} files, none twice, nothing left over.")
    return 1 if wrong else 0


def second_run(aws: Deployment, stand_in: StandIn, mended: Library, damaged: frozenset[str]) -> list[str]:
    """With all files mended: what was missing is copied, and nothing else is even looked up."""
    stand_in.library = mended
    for counter in (stand_in.lookups, stand_in.requests):
        counter.clear()
    second = one_run(aws, stand_in, expecting_news=False)
    asked = stand_in.lookups.keys()
    equal = sum(check.equal for check in second.checks)
    console.print(
        f"Second run, the damaged files mended: {second.executions[-1].status} in {second.seconds:.1f} s,"
        f" {len(asked):,} files looked up, {equal:,} of {len(second.checks):,} equal."
    )
    wrong = [] if asked == damaged else [f"the second run looked up {len(asked):,} files"]
    if equal < len(second.checks):
        wrong.append(f"{len(second.checks) - equal:,} files are not equal after the second run")
    return wrong


def _sizes(wanted: str | None, videos: int, part_size: int) -> list[int]:
    wanted = wanted or ("mixed" if videos <= MIXED_UP_TO else "tiny")
    if wanted == "mixed":
        sizes = mixed_sizes(videos, part_size)
    elif wanted == "tiny":
        sizes = tiny_sizes(videos)
    elif wanted.isdecimal():
        sizes = [int(wanted)] * videos
    else:
        raise ScenarioError(f"--sizes {wanted}: give mixed, tiny or a number of bytes.")
    if sum(sizes) > MOST_BYTES:
        raise ScenarioError(
            f"--videos {videos} --sizes {wanted}: {sum(sizes):,} bytes are more than the embedded AWS should"
            f" hold in memory, which is {MOST_BYTES:,}. Give fewer or smaller files."
        )
    return list(sizes)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
