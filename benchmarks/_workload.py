"""The workload: units of a function, a table, a queue, their alarms and a route, in stacks of ten units.

A stack has one key, one topic for alerts and one HTTP API, which its units share. Both sides declare the
same infrastructure in the same environment and without context, so that feature flags are the same too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk

from benchmarks._figures import Side

if TYPE_CHECKING:
    from constructs import Construct

ENV = cdk.Environment(account="123456789012", region="eu-west-1")
HANDLER = Path(__file__).parent / "function"
# A unit has 33 resources, and a stack may have 500.
UNITS_PER_STACK = 10


class UnitStack(cdk.Stack):
    """A stack that can be given one unit after the other."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, env=ENV)

    def add_unit(self, number: int) -> None:
        """Declare one more unit."""
        raise NotImplementedError


def stack_of(side: Side) -> type[UnitStack]:
    """Return the stack of a side; what the other side imports stays unloaded."""
    if side is Side.OURS:
        from benchmarks._ours import OurStack

        return OurStack
    from benchmarks._by_hand import HandWrittenStack

    return HandWrittenStack


def build(app: cdk.App, kind: type[UnitStack], units: int) -> None:
    """Declare the workload."""
    for first in range(0, units, UNITS_PER_STACK):
        stack = kind(app, f"Units{first}")
        for number in range(first, min(first + UNITS_PER_STACK, units)):
            stack.add_unit(number)
