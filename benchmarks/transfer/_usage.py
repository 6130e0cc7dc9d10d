"""What a process and all that it started needed: time, processor time and memory."""

from __future__ import annotations

import os
import select
import subprocess
from dataclasses import dataclass
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks._memory import peak_memory
from benchmarks._rounds import ROOT, cpu_of_children

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A peak stays on record until its process ends, so that looking late loses only what grows at the very end.
SAMPLING_SECONDS = 0.01


class CommandError(Exception):
    """A command ended with another status than 0."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What one command needed.

    Args:
        wall_seconds: From its start to its end.
        cpu_seconds: Processor time of its processes together.
        memory_bytes: The peak resident memory of each process, added up. Peaks need not coincide and shared
            pages count in each, so this is an upper bound.
    """

    wall_seconds: float
    cpu_seconds: float
    memory_bytes: int


def usage_of(command: Sequence[str], environment: Mapping[str, str]) -> Usage:
    """Run a command to its end.

    Raises:
        CommandError: It did not succeed; the message is the last line that it printed.
    """
    memory: dict[int, int] = {}
    with TemporaryFile("w+") as printed:
        begin, used = perf_counter(), cpu_of_children()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed
        )
        ended = os.pidfd_open(process.pid)
        while not select.select([ended], [], [], SAMPLING_SECONDS)[0]:
            memory |= peak_memory(process.pid)
        os.close(ended)
        status = process.wait()
        wall, cpu = perf_counter() - begin, cpu_of_children() - used
        if status:
            printed.seek(0)
            lines = printed.read().split("\n")
            said = next((line for line in reversed(lines) if line.strip()), "nothing printed")
            raise CommandError(f"exit status {status}: {said.strip()}")
    return Usage(wall_seconds=wall, cpu_seconds=cpu, memory_bytes=sum(memory.values()))
