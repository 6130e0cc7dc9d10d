"""Rounds of fresh processes, the two sides taking turns at going first."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks._rounds import ROOT
from benchmarks.cold_start._subjects import BY_FUNCTION, Subject
from benchmarks.transfer._site import Site, certificate_in, server

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

OURS, TYPICAL = "ours", "typical"
# What is imported on each side.
MODULES = {OURS: "{function}", TYPICAL: "{typical}.{function}"}
FUNCTION_NAMES = tuple(BY_FUNCTION)


@dataclass(frozen=True, kw_only=True)
class Start:
    """One cold start; figures of one round are compared with each other.

    Args:
        round: The round.
        function: The function's name.
        side: Who wrote it.
        seconds: How long each measure took, by its name.
    """

    round: int
    function: str
    side: str
    seconds: Mapping[str, float]


def starts(python: Path, functions: Sequence[str], rounds: int, folder: Path) -> Iterator[Start]:
    """Start every function on both sides, once a round.

    A first round that nobody sees fills the caches of Python's byte code and of the disk.
    """
    for subject in dict.fromkeys(BY_FUNCTION[name] for name in functions):
        chosen = [name for name in functions if name in subject.events]
        with _environment(subject, python, folder) as environment:
            for number in range(rounds + 1):
                for function in chosen:
                    for side in sorted(MODULES, reverse=bool(number % 2)):
                        module = MODULES[side].format(function=function, typical=subject.typical)
                        seconds = _start(python, module, subject.events[function], environment)
                        if number:
                            yield Start(round=number, function=function, side=side, seconds=seconds)


def _start(python: Path, module: str, event: object, environment: Mapping[str, str]) -> dict[str, float]:
    command = [python, "-m", "benchmarks.cold_start._child", module, json.dumps(event)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} does not work:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _environment(subject: Subject, python: Path, folder: Path) -> Generator[Mapping[str, str]]:
    """Start the cloud; give the environment that leads to it, and is otherwise as Lambda makes it."""
    certificate = certificate_in(folder)
    with server(subject.cloud, certificate) as port:
        address = f"https://127.0.0.1:{port}"
        trusted = folder / "trusted.pem"
        trusted.write_bytes(_authorities(python) + certificate.read_bytes())
        yield {
            **Site(source=address, endpoint=address, certificate=trusted).environment,
            **subject.environment,
            "PYTHONPATH": f"{subject.functions}:{ROOT}",
            "POWERTOOLS_SERVICE_NAME": "benchmark",
            # Both sides are traced.
            "LAMBDA_TASK_ROOT": str(folder),
            "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
            "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        }


def _authorities(python: Path) -> bytes:
    """Return the certificates of all authorities: reading them is part of a first connection."""
    bundles = python.parents[1].glob("lib/*/site-packages/certifi/cacert.pem")
    return b"".join(bundle.read_bytes() for bundle in bundles)
