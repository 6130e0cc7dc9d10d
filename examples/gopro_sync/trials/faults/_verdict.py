"""Whether a night ended as it must, and whether the next one mended it."""

from collections.abc import Iterator
from dataclasses import dataclass

from stand_in import Fault

from ..observation import Check
from ._case import Case, Ending
from ._laboratory import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A fault, the night that it spoilt, and the night after."""

    case: Case
    fault: Fault
    night: Run
    next_night: Run
    asked_again: set[str]
    """Files that were finished, and of which the next night asked nonetheless."""
    leaked_tokens: int

    def bitten(self, check: Check) -> bool:
        """Whether the fault bit this very file."""
        return any(check.file.media_id in victim for victim in self.fault.victims)

    def problems(self) -> list[str]:
        """Everything that is not as it must be."""
        return [
            *([] if self.fault.bites else ["the fault never bit"]),
            *(
                [f"a token was sent to the file host {self.leaked_tokens} times"]
                if self.leaked_tokens
                else []
            ),
            *always_wrong(self.night),
            *_ended_otherwise(self.case.ending, self.night, self.fault.victims),
            *(f"next night: {problem}" for problem in always_wrong(self.next_night)),
            *(f"next night: {problem}" for problem in _not_mended(self)),
        ]


def always_wrong(run: Run) -> Iterator[str]:
    """What no fault excuses."""
    if run.orphans:
        yield f"{run.orphans} multipart uploads were left behind"
    for key, times in run.versions.items():
        if times > 1:
            yield f"{key} was written {times} times"
    for check in run.checks:
        name = check.file.filename
        if check.completed and not check.equal and not check.called_deleted:
            yield f"{name} is COMPLETED, and is not what the source has"
        elif check.in_bucket not in {None, check.file.sha256}:
            yield f"{name} is in the bucket with other bytes than the source has"
        elif check.row.get("status") == "IN_PROGRESS":
            yield f"{name} is still IN_PROGRESS, though nobody works on it"
        elif check.row.get("status") == "FAILED" and not check.row.get("error"):
            yield f"{name} is FAILED, and nothing says why"


def _ended_otherwise(ending: Ending, run: Run, victims: set[str]) -> Iterator[str]:
    expected = {Ending.RUN_FAILED: "FAILED", Ending.STOPPED: "ABORTED"}.get(ending, "COMPLETED")
    if run.status != expected:
        yield f"the run ended as {run.status}, not {expected}"
    lost = ending not in {Ending.SURVIVED, Ending.STOPPED}
    if lost and not run.notices:
        yield "the operator was not told"
    if run.notices and not lost:
        yield "the operator was told of a loss that is none"
    failed = {check.file.media_id for check in run.checks if check.row.get("status") == "FAILED"}
    if expected == "COMPLETED" and failed != run.queued:
        yield f"{len(failed)} files are FAILED, and {len(run.queued)} are in the queue of failures"
    if ending not in {Ending.RUN_FAILED, Ending.STOPPED}:
        for check in run.checks:
            bitten = check.file.media_id in victims
            if not _as_expected(check, ending, bitten=bitten):
                yield f"{check.file.filename} is {check.status}"


def _as_expected(check: Check, ending: Ending, *, bitten: bool) -> bool:
    if ending is Ending.LOST and bitten:
        return check.row.get("status") == "FAILED"
    return check.equal or (ending is Ending.DELETED and check.called_deleted)


def _not_mended(trial: Trial) -> Iterator[str]:
    run = trial.next_night
    if run.status != "COMPLETED":
        yield f"the run ended as {run.status}"
    for check in run.checks:
        gone = trial.case.ending is Ending.DELETED and check.called_deleted
        if not check.equal and not gone:
            yield f"{check.file.filename} is {check.status}"
    if run.queued:
        yield f"{len(run.queued)} files are in the queue of failures"
    if trial.asked_again:
        yield f"{len(trial.asked_again)} finished files were asked for again"
