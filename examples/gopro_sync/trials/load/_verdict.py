"""What must be true of every file after a run, whatever its size and whenever its turn came."""

from stand_in import StandIn

from ..observation import Deployment
from ._runs import Run


def problems_of(
    run: Run, stand_in: StandIn, aws: Deployment, *, new: int, damaged: frozenset[str] = frozenset()
) -> list[str]:
    """What is wrong after a run that had `new` files to copy, and could not copy the damaged ones."""
    wrong = [f"an execution ended as {one.status}" for one in run.executions if one.status != "SUCCEEDED"]
    versions = aws.versions()
    for check in run.checks:
        name = check.file.filename
        whole = check.file.media_id not in damaged
        if whole and not check.equal:
            wrong.append(f"{name} is {check.status}, and not equal")
        if not whole and (check.row.get("status") != "FAILED" or check.in_bucket is not None):
            wrong.append(f"{name} is damaged at its source, but {check.status}")
        if (count := versions[check.file.media_id]) != whole:
            wrong.append(f"{name} has {count} versions in the bucket")
    for what, counted in (("looked up", stand_in.lookups), ("downloaded", stand_in.requests)):
        again = {name: times for name, times in counted.items() if times > 1 and name not in damaged}
        wrong += [f"{name} was {what} {times} times" for name, times in again.items()]
    if orphans := aws.unfinished_uploads():
        wrong.append(f"{orphans} multipart uploads were left behind")
    said, done = (run.summary.get("completed"), run.summary.get("failed")), (new - len(damaged), len(damaged))
    if said != done:
        wrong.append(f"the summary says {said} were copied and failed, not {done}")
    # By the run itself: an alarm may also arrive late, in the run after the one that set it off.
    told = [notification for notification in run.notifications if notification.startswith("Sync ")]
    if bool(damaged) != bool(told):
        wrong.append(f"the operator was told {told or 'nothing'}")
    return wrong
