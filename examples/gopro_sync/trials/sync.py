"""Two nights: a library, a schedule that fires, and a look into the bucket."""

import argparse
import contextlib
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from textwrap import shorten

from rich.table import Table
from stand_in import FAULTS, PROVIDERS, Fault, StandIn, make_samples

from cloud_constructs.local.trials import TrialError, console

from .executions import follow_run
from .observation import Check, Deployment, Inbox, check_all, progress_of_files, table_of


def fire_schedule(aws: Deployment) -> str:
    """Does now what the scheduler does at night, with the schedule's own input; returns the execution."""
    names = {"Name": aws["ScheduleName"], "GroupName": aws["ScheduleGroupName"]}
    schedule = aws.client("scheduler").get_schedule(**names)
    target = schedule["Target"]
    if target["Arn"] != aws["StateMachineArn"]:
        raise TrialError(f"The schedule fires {target['Arn']}, not the app's state machine.")
    when = f"{schedule['ScheduleExpression']} {schedule.get('ScheduleExpressionTimezone', 'UTC')}"
    console.print(f"Firing {names['Name']} ({when}) now, with its input {target['Input']}", markup=False)
    execution = aws.client("stepfunctions").start_execution(
        stateMachineArn=target["Arn"], input=target["Input"]
    )
    return str(execution["executionArn"])


def follow(aws: Deployment, execution: str, stand_in: StandIn) -> str:
    """Shows what the tracker says until the run ends, in whichever execution; returns its status."""
    sizes = {file.media_id: file.size for file in stand_in.library.files}
    with progress_of_files() as progress:
        task = progress.add_task("", total=len(sizes))

        def tick() -> None:
            rows = aws.tracker_rows().items()
            done = [sizes.get(name, 0) for name, row in rows if row.get("status") == "COMPLETED"]
            progress.update(task, completed=len(done), description=f"{sum(done) / 1e6:,.0f} MB")

        return follow_run(aws, execution, tick)[-1].status


def first_run(aws: Deployment, stand_in: StandIn, fault: Fault | None) -> tuple[list[Check], list[str]]:
    """Runs once; returns the files and what is wrong with them."""
    with contextlib.ExitStack() as cleanup:
        inbox = Inbox(aws, cleanup)
        started = time.monotonic()
        status = follow(aws, fire_schedule(aws), stand_in)
        seconds = time.monotonic() - started
        checks = check_all(aws, stand_in.library.files)
        all_well = status == "SUCCEEDED" and all(check.equal for check in checks)
        notifications = inbox.read(expected=not all_well)
    orphans = aws.unfinished_uploads()
    console.print(f"First run: {status} in {seconds:.1f} s.")
    console.print(table_of(checks))
    for notification in notifications or ["none"]:
        console.print(f"Notification to the operator: {shorten(notification, 300)}", markup=False)
    console.print(f"Orphan multipart uploads: {orphans}")
    if fault:
        console.print(f"The fault {fault.name} bit {fault.bites} times.")

    wrong = [f"{orphans} multipart uploads were left behind"] if orphans else []
    if fault and fault.bites == 0:
        wrong.append(f"the fault {fault.name} never bit, so nothing was shown")
    if not all_well and not notifications:
        wrong.append("not everything was copied, and the operator was not told")
    # Only a fault that never stops may cost a file.
    excused = fault is not None and fault.times is None and bool(notifications)
    if status != "SUCCEEDED" and not excused:
        wrong.append(f"the execution ended as {status}")
    return checks, wrong + [
        problem for check in checks for problem in problems_of(check, fault, excused=excused)
    ]


def problems_of(check: Check, fault: Fault | None, *, excused: bool) -> list[str]:
    """What is wrong with one file."""
    if check.equal:
        return []
    if check.called_deleted:
        truly = fault is not None and fault.name == "one-file-gone"
        return [] if truly else [f"{check.file.filename} counts as deleted at its source, and is not"]
    if check.completed or check.in_bucket is not None:
        return [f"{check.file.filename} is {check.status}, but the bucket has other bytes than the source"]
    return [] if excused else [f"{check.file.filename} is {check.status}"]


def second_run(aws: Deployment, stand_in: StandIn, checks: Sequence[Check]) -> list[str]:
    """Runs again: of what is completed, nothing may even be looked up."""
    before = stand_in.lookups.copy()
    started = time.monotonic()
    status = follow(aws, fire_schedule(aws), stand_in)
    seconds = time.monotonic() - started
    finished = {check.file.media_id for check in checks if check.completed}
    again = finished & (stand_in.lookups - before).keys()
    news = "nothing new" if not again and len(finished) == len(checks) else "what was missing was tried again"
    asked = f"{len(again)} of {len(finished)} finished files asked for again"
    console.print(f"Second run: {status} in {seconds:.1f} s, {news}: {asked}.")
    wrong = [f"the second run asked for {len(again)} finished files again"] if again else []
    if status != "SUCCEEDED" and len(finished) == len(checks):
        wrong.append(f"the second run ended as {status}")
    return wrong


@contextlib.contextmanager
def media_folder(given: Path | None, aws: Deployment) -> Generator[Path]:
    """The folder that plays the library: the given one, or samples in a temporary one."""
    if given is not None:
        if not given.is_dir():
            raise TrialError(f"--media {given}: there is no such folder.")
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="gopro-sync-") as folder:
        with console.status("Making sample media"):
            make_samples(Path(folder), aws.part_size())
        yield Path(folder)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial's options."""
    parser.add_argument(
        "--provider",
        nargs="+",
        choices=sorted(PROVIDERS),
        default=["gopro"],
        help="whose library it is; of several, one after the other",
    )
    parser.add_argument("--media", type=Path, metavar="DIR", help="your own media, instead of samples")
    parser.add_argument(
        "--fault",
        type=fault_argument,
        metavar="NAME[:TIMES]",
        help="let the provider misbehave, TIMES times or 'forever' (see --list-faults)",
    )
    parser.add_argument("--list-faults", action="store_true", help="say which faults there are, and end")
    parser.add_argument(
        "--second-run",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="run twice: the second run must find nothing new",
    )


def run(options: argparse.Namespace) -> int:
    """The whole trial; returns the exit code."""
    if options.list_faults:
        list_faults()
        return 0
    with media_folder(options.media, Deployment(options.provider[0])) as folder:
        return max(sync(Deployment(provider), folder, options) for provider in options.provider)


def sync(aws: Deployment, folder: Path, options: argparse.Namespace) -> int:
    """The nights of one provider, whose library is the folder."""
    # A fault counts its bites, so each provider has one of its own.
    fault = Fault.parse(options.fault) if options.fault else None
    if fault and FAULTS[fault.name].only not in {None, aws.provider}:
        raise TrialError(f"--fault {fault.name}: only {FAULTS[fault.name].only} misbehaves so.")
    with StandIn(folder, [fault] if fault else [], provider=aws.provider) as stand_in:
        files = stand_in.library.files
        if not files:
            raise TrialError(f"--media {folder}: the folder has no files.")
        console.print(f"The stand-in for {aws.provider} is {stand_in.url}, with {len(files)} files.")
        aws.connect(stand_in)
        checks, wrong = first_run(aws, stand_in, fault)
        if options.second_run:
            wrong += second_run(aws, stand_in, checks)
    return judged(checks, wrong)


def judged(checks: Sequence[Check], wrong: Sequence[str]) -> int:
    """Says what is wrong and how much arrived; returns the exit code."""
    for problem in wrong:
        console.print(f"Wrong: {problem}", style="red", markup=False)
    equal = sum(check.equal for check in checks)
    gone = sum(check.called_deleted for check in checks)
    verdict = "[bold red]FAILED[/]" if wrong else "[bold green]PASSED[/]"
    rest = f"{gone} gone at the source, {len(checks) - equal - gone} not copied"
    console.print(f"{verdict}: {equal} of {len(checks)} files equal byte for byte, {rest}.")
    return 1 if wrong else 0


def list_faults() -> None:
    """Says how the provider can misbehave."""
    table = Table("fault", "times", "the provider ...", "which one")
    for kind in FAULTS.values():
        table.add_row(kind.name, str(kind.times or "forever"), kind.description, kind.only or "any")
    console.print(table)


def fault_argument(text: str) -> str:
    """A fault from the command line."""
    try:
        Fault.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
