"""How many messages an app exchanges with jsii: exact, whatever else the machine does.

Every construct, call and property read of a Python CDK app is one message to Node and one answer, for which
Python waits. `python -m benchmarks._messages` prints the counts as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from benchmarks._figures import Side
from benchmarks._workload import ENV, HANDLER, stack_of

if TYPE_CHECKING:
    from collections.abc import Generator

LOADED = """
import sys
from cloud_constructs import AlarmSet
print(*sorted(sys.modules))
"""

# jsii offers no hook, and its module of processes no types that are public.
_processes: Any = import_module("jsii._kernel.providers.process")


@contextmanager
def counted() -> Generator[Counter[str]]:
    """Count the messages that are sent meanwhile, by their kind (`Create`, `Get`, `Invoke`, ...)."""
    sent: Counter[str] = Counter()
    process = _processes._NodeProcess
    send = process.send

    def count(self: object, request: object, response_type: type) -> object:
        sent[type(request).__name__.removesuffix("Request")] += 1
        return send(self, request, response_type)

    process.send = count
    try:
        yield sent
    finally:
        process.send = send


def of_a_unit(side: Side) -> Counter[str]:
    """Return the messages of one more unit in a stack that has one."""
    stack = stack_of(side)(cdk.App(), "Counted")
    stack.add_unit(0)
    with counted() as sent:
        stack.add_unit(1)
    return sent


def of_six_alarms() -> Counter[str]:
    """Return the messages of watching a function, its queue and its dead letters: six alarms."""
    from cloud_constructs import AlarmSet, AlertTopic, EnhancedLambda

    stack = cdk.Stack(cdk.App(), "Counted", env=ENV)
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
    function = EnhancedLambda(stack, "Function", entry=HANDLER)
    with counted() as sent:
        alarms.watch(function)
    if len(alarms.alarms) != 6:
        raise RuntimeError(f"a function has {len(alarms.alarms)} alarms, not six: {', '.join(alarms.alarms)}")
    return sent


def modules_of_alarm_set() -> list[str]:
    """Return what a fresh interpreter has loaded after `from cloud_constructs import AlarmSet`."""
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)
    return done.stdout.split()


if __name__ == "__main__":
    loaded = modules_of_alarm_set()
    counts = {
        "unit": {side: of_a_unit(side).total() for side in Side},
        "six_alarms": of_six_alarms(),
        "modules": {
            "aws_cdk": sum(name.partition(".")[0] == "aws_cdk" for name in loaded),
            "services": [name for name in loaded if name.startswith("aws_cdk.aws_")],
        },
    }
    print(json.dumps(counts))
