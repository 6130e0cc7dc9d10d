"""What is measured, of which side; nothing here loads CDK, which would start Node beside what is measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who declares the infrastructure."""

    OURS = "ours"
    BY_HAND = "by-hand"


@dataclass(frozen=True, kw_only=True)
class InProcess:
    """What a process measures of itself.

    Args:
        build_seconds: From the `App` to the last construct, without imports.
        synth_seconds: `app.synth()`.
        messages: Messages to jsii while building.
        resources: Resources in the templates.
        memory_bytes: The peak resident memory of Python and of each Node process, added up. Peaks need not
            coincide and shared pages count in each, so this is an upper bound.
    """

    build_seconds: float
    synth_seconds: float
    messages: int
    resources: int
    memory_bytes: int


@dataclass(frozen=True, kw_only=True)
class Sample(InProcess):
    """One process, measured from the inside and from the outside.

    Args:
        round: The round it belongs to; figures of one round are compared with each other.
        side: Who declared the infrastructure.
        units: How many units there were.
        wall_seconds: From the start of the process to its end.
        cpu_seconds: Processor time of Python and Node together.
    """

    round: int
    side: Side
    units: int
    wall_seconds: float
    cpu_seconds: float
