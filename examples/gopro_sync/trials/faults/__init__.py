"""Every fault that we can think of, each on files of every size with an edge: nothing is lost in silence."""

import argparse
import json
import time
from pathlib import Path

from stand_in import Library, StandIn

from cloud_constructs.local.trials import console

from ..observation import Deployment
from ._case import Case
from ._laboratory import PART_SIZE, SIZES, Laboratory, behind_a_proxy
from ._process import PROCESS_FAULTS
from ._provider import PROVIDER_FAULTS
from ._report import as_json, list_of, table_of, verdict_on
from ._s3 import S3_FAULTS
from ._stores import DYNAMODB_FAULTS, SECRETS_FAULTS
from ._verdict import Trial

__all__ = ["CASES", "PART_SIZE", "Laboratory", "add_arguments", "behind_a_proxy", "run", "try_out"]

_FAULTS = (*PROVIDER_FAULTS, *S3_FAULTS, *DYNAMODB_FAULTS, *SECRETS_FAULTS, *PROCESS_FAULTS)
CASES = {case.name: case for case in _FAULTS}


def try_out(case: Case, laboratory: Laboratory, library: Library) -> Trial:
    """Spoils a night, and lets the next one pass undisturbed."""
    fault = case.fault()
    with StandIn(library, case.on(fault)) as stand_in:
        laboratory.reset(stand_in)
        laboratory.proxy.arm(case.rules(fault) if case.rules else [])
        night = case.play(laboratory, stand_in, fault)
        finished = {check.file.media_id for check in night.checks if check.completed}
        lookups = stand_in.lookups.copy()
        stand_in.faults.calm()
        laboratory.proxy.arm([])
        next_night = laboratory.run(stand_in, losing=False, correlation_id=night.taken_up_as)
        asked_again = finished & (stand_in.lookups - lookups).keys()
        leaked = stand_in.tokens_seen_by_file_host
    return Trial(
        case=case,
        fault=fault,
        night=night,
        next_night=next_night,
        asked_again=asked_again,
        leaked_tokens=leaked,
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial's options."""
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=CASES, help="try these faults alone")
    parser.add_argument("--list", action="store_true", help="say which faults there are, and end")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the result as JSON")


def run(options: argparse.Namespace) -> int:
    """The whole matrix; returns the exit code."""
    cases = [CASES[name] for name in options.only or CASES]
    if options.list:
        console.print(list_of(cases))
        return 0
    aws = Deployment()
    library = Library.made_up(list(SIZES.values()))
    started = time.monotonic()
    with behind_a_proxy(aws) as proxy:
        laboratory = Laboratory(aws, proxy)
        trials: list[Trial] = []
        for number, case in enumerate(cases, start=1):
            with console.status(f"{number} of {len(cases)}: {case.name}"):
                trials.append(try_out(case, laboratory, library))
            console.print(f"{number} of {len(cases)}: {case.name}: {verdict_on(trials[-1])}", highlight=False)
            for problem in trials[-1].problems():
                console.print(f"  Wrong: {problem}", style="red", markup=False)
    console.print(table_of(trials))
    wrong = sum(bool(trial.problems()) for trial in trials)
    if options.json:
        options.json.write_text(json.dumps([as_json(trial) for trial in trials], indent=2) + "\n")
    verdict = "[bold red]FAILED[/]" if wrong else "[bold green]PASSED[/]"
    minutes = (time.monotonic() - started) / 60
    console.print(
        f"{verdict}: {len(trials) - wrong} of {len(trials)} faults ended as they must,"
        f" each on {len(SIZES)} files, in {minutes:.1f} minutes."
    )
    return 1 if wrong else 0
