"""Faults of what runs: workers that die, deliveries and runs that come twice, a run that is stopped."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from stand_in import Fault, MediaFile, StandIn

from cloud_constructs.local.trials import TrialError

from . import _actions as actions
from ._case import Case, Ending, one_night
from ._laboratory import Laboratory, Run
from ._proxy import Call, Rule, pass_on

_GATE_SECONDS = 120.0
_SHORT_TIMEOUT = 20
"""Seconds; the downloader keeps 15 of them for cleaning up."""


class _Gate:
    """Holds one request until it is let through, so that what must happen meanwhile really does."""

    def __init__(self) -> None:
        self._reached, self._opened = threading.Event(), threading.Event()

    def rule(self, operation: str) -> Rule:
        """The rule that holds the next request of a kind."""
        return Rule(operation=operation, action=self._hold, fault=Fault("gate", 1))

    def wait(self) -> None:
        """Waits until the request is there."""
        if not self._reached.wait(_GATE_SECONDS):
            raise TrialError(f"The downloader did not get far enough within {_GATE_SECONDS:.0f} seconds.")

    def open(self) -> None:
        """Lets it through."""
        self._opened.set()

    def _hold(self, call: Call) -> None:
        self._reached.set()
        self._opened.wait(_GATE_SECONDS)
        pass_on(call)


def process_behind(connection: tuple[int, int]) -> int:
    """The process at the far end of a loopback connection, of which its port and ours are known."""
    ends = tuple(f"0100007F:{port:04X}" for port in connection)
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{entry[9]}]" for entry in table if (entry[1], entry[2]) == ends}
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        # Processes that end meanwhile, and those of others, cannot be looked into.
        with suppress(OSError):
            if str(handle.readlink()) in sockets:
                return int(handle.parts[2])
    raise TrialError(f"Nobody is at the far end of {' -> '.join(ends)}.")


def _killed(name: str, what: str, *operations: str, stored: bool) -> Case:
    def act(call: Call) -> None:
        if stored:
            call.forward()
        # What the kernel does when memory runs out: no exception, no clean-up, no last word.
        os.kill(process_behind(call.connection), signal.SIGKILL)
        call.reset()

    def rules(fault: Fault) -> list[Rule]:
        return [Rule(operation=one, action=act, fault=fault) for one in operations]

    return Case(name=name, where="process", what=what, rules=rules)


def _timing_out(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
    with laboratory.timeout(_SHORT_TIMEOUT):
        return one_night(laboratory, stand_in, fault)


def _throttled(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
    """Lets the account have no concurrency left for the downloader."""
    with laboratory.concurrency(0):
        run = one_night(laboratory, stand_in, fault)
    for check in run.checks:
        # An error of Lambda's own: the function has said nothing.
        if check.row.get("error", "").startswith("Lambda."):
            fault.bite(check.file.media_id)
    return run


def _two_runs(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
    gate = _Gate()
    with laboratory.listening() as inbox:
        laboratory.proxy.arm([gate.rule("HeadObject")])
        first = laboratory.start()
        gate.wait()
        if laboratory.end_of(laboratory.start()) == "SKIPPED":
            fault.bite()
        gate.open()
        return laboratory.look(stand_in, inbox, laboratory.end_of(first), losing=False)


def _delivered_twice(second_run: str) -> Callable[[Laboratory, StandIn, Fault], Run]:
    """Invokes the downloader again with an item that another invocation is just working on."""

    def play(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
        with laboratory.listening() as inbox, ThreadPoolExecutor(1) as pool:
            for file in stand_in.library.files:
                gate = _Gate()
                laboratory.proxy.arm([gate.rule("HeadObject")])
                first = pool.submit(_deliver, laboratory, file, "run-1")
                gate.wait()
                second = _deliver(laboratory, file, second_run)
                gate.open()
                if sorted([first.result(), second]) == ["AlreadyInProgress", "COMPLETED"]:
                    fault.bite(file.media_id)
            return laboratory.look(stand_in, inbox, "COMPLETED", losing=False)

    return play


def _deliver(laboratory: Laboratory, file: MediaFile, run: str) -> str:
    """Invokes the downloader; says which status it returned, or which error it raised."""
    names = ("media_id", "filename", "size", "captured_at", "media_type")
    item = {name: getattr(file, name) for name in names}
    event = {"provider": "gopro", "correlation_id": run, "item": item}
    answer = laboratory.aws.client("lambda").invoke(
        FunctionName=laboratory.aws["DownloaderFunctionName"], Payload=json.dumps(event).encode()
    )
    result = json.loads(answer["Payload"].read())
    return str(result["errorType"] if "FunctionError" in answer else result["status"])


def _stopped(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
    """Stops a run in its middle; what it had begun comes to its end, and the lock stays."""
    gate = _Gate()
    with laboratory.listening() as inbox:
        laboratory.proxy.arm([gate.rule("UploadPart")])
        execution = laboratory.start()
        gate.wait()
        laboratory.aws.client("stepfunctions").stop_execution(executionArn=execution, cause="a trial")
        if laboratory.end_of(laboratory.start()) == "SKIPPED":
            fault.bite()
        gate.open()
        laboratory.wait_for_workers()
        run = laboratory.look(stand_in, inbox, laboratory.end_of(execution), losing=False)
    return replace(run, taken_up_as=execution.rpartition(":")[2])


_KILLINGS = [
    _killed("killed-sending", "dies while it sends parts", "UploadPart", stored=True),
    _killed(
        "killed-before-storing",
        "dies before the object appears",
        *("PutObject", "CompleteMultipartUpload"),
        stored=False,
    ),
    _killed(
        "killed-after-storing",
        "dies before the tracker knows of the object",
        *("PutObject", "CompleteMultipartUpload"),
        stored=True,
    ),
]
_OTHERS = [
    Case(
        name="function-times-out",
        where="process",
        what="is ended by Lambda while S3 does not answer",
        rules=lambda fault: [Rule(operation="UploadPart", action=actions.hang, fault=fault)],
        play=_timing_out,
    ),
    Case(
        name="function-throttled-for-ever",
        where="process",
        what="is not let run, because the account's concurrency is used up",
        times=None,
        ending=Ending.LOST,
        play=_throttled,
    ),
    Case(
        name="two-runs-at-once",
        where="process",
        what="is started while another run is at work",
        play=_two_runs,
    ),
    Case(
        name="delivered-twice",
        where="process",
        what="gets an item that another run works on",
        play=_delivered_twice("run-2"),
    ),
    Case(
        name="delivered-twice-in-a-run",
        where="process",
        what="gets an item that its own run works on",
        play=_delivered_twice("run-1"),
    ),
    Case(
        name="run-stopped",
        where="process",
        what="is stopped in its middle, and taken up again",
        play=_stopped,
        ending=Ending.STOPPED,
    ),
]
# Only Linux tells which process is whose.
PROCESS_FAULTS = [*(_KILLINGS if sys.platform == "linux" else []), *_OTHERS]
