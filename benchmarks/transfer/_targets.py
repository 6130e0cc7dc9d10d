"""The targets of our downloader, and whether they are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks._verdicts import Verdict
from benchmarks.transfer._contenders import OURS, UPLOAD_FILEOBJ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.transfer._cases import Case

# Of the processor time of `upload_fileobj`. Over TLS most of both is the cipher's, which nobody can save.
CPU = {"http": 0.25, "https": 0.60}
MEMORY_MB = 110


def verdicts(case: Case) -> Iterator[Verdict]:
    """Judge ours by what the others needed; who was not measured is not compared with."""
    cpu = [ours / theirs for ours, theirs in case.pairs(UPLOAD_FILEOBJ, "cpu_seconds")]
    memory = [value / 1e6 for value in case.values(OURS, "memory_bytes").values()]
    judged = (
        (f"CPU, to that of {UPLOAD_FILEOBJ}", cpu, CPU[case.scheme]),
        ("time, to that of the fastest", _to_the_fastest(case), 1),
        ("peak memory, MB", memory, MEMORY_MB),
    )
    for what, ratios, target in judged:
        if ratios:
            yield Verdict(id="B10", what=f"{case.name}: {what}", ratios=ratios, target=target)


def _to_the_fastest(case: Case) -> list[float]:
    """Return our time to that of whichever other was the fastest, round by round."""
    ours = case.values(OURS, "wall_seconds")
    others = [case.values(one, "wall_seconds") for one in case.contenders if one != OURS]
    best = {number: [times[number] for times in others if number in times] for number in ours}
    return [seconds / min(best[number]) for number, seconds in ours.items() if best[number]]
