"""One run over a large library, followed to its end, and every file compared."""

import contextlib
import time
from collections import Counter
from dataclasses import dataclass

from stand_in import StandIn

from cloud_constructs.local.trials import console

from ..executions import Execution, children_of, follow_run
from ..observation import Check, Deployment, Inbox, check_all, progress_of_files
from ..sync import fire_schedule
from ._machine import Usage, usage
from ._sizes import MB

_SAY_EVERY_SECONDS = 15.0


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
    with progress_of_files() as progress:
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
