"""How long a version takes: as Lambda bills it, or by the clock where there is no bill."""

import base64
import json
import re
import time
from enum import StrEnum
from typing import Any

from vault.settings import client

# The line that Lambda ends each invocation with, as text or as JSON.
BILLED = re.compile(r'Billed Duration: (\d+) ms|"billedDurationMs":\s*(\d+)')


class MeasuredBy(StrEnum):
    """What says how long an invocation took."""

    BILL = "bill"
    CLOCK = "clock"


class FunctionFailedError(Exception):
    """What is measured has failed: what it took says nothing of what its work takes."""


def measure(function: str, version: str, memory: int, payload: dict[str, Any], times: int) -> dict[str, Any]:
    """Invoke a version so many times, one after the other, and return what each invocation took."""
    body, taken, by = json.dumps(payload), list[int](), MeasuredBy.BILL
    for _ in range(times):
        began = time.monotonic()
        answer = client("lambda").invoke(
            FunctionName=function, Qualifier=version, LogType="Tail", Payload=body
        )
        by_clock = round((time.monotonic() - began) * 1000)
        if "FunctionError" in answer:
            raise FunctionFailedError(f"{function} with {memory} MB: {answer['Payload'].read()[:500]!r}")
        billed = billed_milliseconds(answer.get("LogResult", ""))
        if billed is None:
            by = MeasuredBy.CLOCK
        taken.append(by_clock if billed is None else billed)
    return {"memory": memory, "milliseconds": taken, "by": by}


def billed_milliseconds(log: str) -> int | None:
    """Return what the end of a log, in base64, says is billed; `None` if it says nothing of it."""
    found = BILLED.findall(base64.b64decode(log).decode(errors="replace"))
    return int("".join(found[-1])) if found else None
