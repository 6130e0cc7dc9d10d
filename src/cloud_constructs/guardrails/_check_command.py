"""`cloud-constructs check`: judge a cloud assembly anew, for a CI job to trust."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from cloud_constructs.core import ConstructError, StageProfile
from cloud_constructs.guardrails._assembly import Settings
from cloud_constructs.guardrails._check import check
from cloud_constructs.guardrails._findings import findings_table
from cloud_constructs.guardrails._packs import Pack

if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN, OPEN, NOT_JUDGED = range(3)


def main(arguments: Sequence[str]) -> int:
    """Judge an assembly, print what is open, and return the exit code."""
    options = _parser().parse_args(arguments)
    packs = [Pack(name) for name in options.pack or Pack]
    try:
        settings = Settings(
            keeps_data=StageProfile.named(options.stage).keeps_data, mandatory_tags=tuple(options.tag)
        )
        found = check(options.assembly, packs, settings)
    except (ConstructError, RuntimeError) as error:
        sys.stderr.write(f"{options.assembly} was not judged: {error}\n")
        return NOT_JUDGED
    open_ones = [finding for finding in found if finding.reason is None]
    acknowledged = [finding for finding in found if finding.reason is not None]
    if acknowledged and options.acknowledged:
        sys.stdout.write(f"Acknowledged:\n{findings_table(acknowledged)}\n\n")
    if open_ones:
        sys.stdout.write(f"Open:\n{findings_table(open_ones)}\n\n")
    judged_by = f"{', '.join(packs)} and our own rules"
    sys.stdout.write(f"{len(open_ones)} open, {len(acknowledged)} acknowledged ({judged_by})\n")
    return OPEN if open_ones else CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs check",
        description="Run the rule packs and our own rules over the templates of a cloud assembly. The report"
        " that lies in the folder is not read.",
        epilog="exit codes: 0 nothing is open, 1 something is, 2 the folder could not be judged",
    )
    parser.add_argument("assembly", nargs="?", default="cdk.out", help="what cdk synth wrote (cdk.out)")
    parser.add_argument(
        "--pack",
        action="append",
        choices=[str(pack) for pack in Pack],
        metavar="NAME",
        help=f"a pack to run, several times for several (all of {', '.join(Pack)})",
    )
    parser.add_argument("--stage", default="prod", help="the stage it is for: dev need not keep data (prod)")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="KEY", help="a tag that everything has to carry"
    )
    parser.add_argument("--acknowledged", action="store_true", help="list what is acknowledged, with reasons")
    return parser
