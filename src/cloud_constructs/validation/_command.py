"""`cloud-constructs validate`: is a deployed app what its assembly says, and well?"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs.core import ConstructError
from cloud_constructs.validation._aws import Aws, UnansweredError
from cloud_constructs.validation._before import validate_before
from cloud_constructs.validation._result import Result, Verdict
from cloud_constructs.validation._validation import Validation, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

GOOD, FAILED, NOT_VALIDATED = range(3)
_WIDTH = max(map(len, Verdict)) + 2


def main(arguments: Sequence[str]) -> int:
    """Validate a deployed app, print what was found, and return the exit code."""
    options = _parser().parse_args(arguments)
    app: Path = options.app
    try:
        aws = Aws.of_local(app) if options.local else Aws.of_environment(options.region)
        aws.account  # noqa: B018  without credentials nothing below is worth asking
        ask = validate_before if options.before else validate
        validation = ask(_assembly(app, local=options.local), aws, stacks=options.stack)
    except (ConstructError, UnansweredError) as error:
        sys.stderr.write(f"{app} was not validated: {error}\n")
        return NOT_VALIDATED
    text = (
        json.dumps(validation.as_json(), indent=2)
        if options.json
        else "\n".join(_lines(validation, everything=options.all))
    )
    sys.stdout.write(f"{text}\n")
    return FAILED if validation.of(Verdict.FAILED) else GOOD


def _assembly(app: Path, *, local: bool) -> Path:
    """Return the cloud assembly: a folder that is none is an app's, and its assembly is where CDK puts it."""
    if (app / "manifest.json").is_file():
        return app
    return app / ".cloud-constructs" / "cdk.out" if local else app / "cdk.out"


def _lines(validation: Validation, *, everything: bool) -> Iterator[str]:
    for stack in dict.fromkeys(result.stack for result in validation.results):
        yield f"{stack}: {_counts([one for one in validation.results if one.stack == stack])}"
    yield ""
    if everything:
        yield from map(_line, validation.of(Verdict.OK))
    for (claim, why), types in _unknown(validation).items():
        yield f"{Verdict.NOT_CHECKED:{_WIDTH}}{_listed(types)}: {claim}?"
        yield f"{'':{_WIDTH}}{why}"
    for result in validation.of(Verdict.FAILED):
        yield _line(result)
        yield f"{'':{_WIDTH}}{result.why}"
        yield f"{'':{_WIDTH}}to mend it: {result.mend}"
    yield f"\n{_counts(validation.results)}"
    if validation.unchecked:
        yield f"No check is for: {_listed(validation.unchecked)}"


def _unknown(validation: Validation) -> dict[tuple[str, str], Counter[str]]:
    """Return what nobody could tell, and for how many resources of which types."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for result in validation.of(Verdict.NOT_CHECKED):
        found.setdefault((result.claim, result.why), Counter())[result.type] += 1
    return found


def _listed(types: Mapping[str, int]) -> str:
    return ", ".join(f"{type.removeprefix('AWS::')} ({number})" for type, number in types.items())


def _counts(results: Sequence[Result]) -> str:
    numbers = Counter(result.verdict for result in results)
    return ", ".join(f"{numbers[verdict]} {verdict}" for verdict in Verdict)


def _line(result: Result) -> str:
    return f"{result.verdict:{_WIDTH}}{result.path} ({result.type}): {result.claim}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs validate",
        description="Ask AWS, with the caller's own credentials, whether a deployed app is what its cloud"
        " assembly says, and well: stacks, keys, roles, trails, buckets, tables, APIs, functions, queues,"
        " alarms and more. It reads, and changes nothing. What the endpoint cannot tell is NOT CHECKED.",
        epilog="exit codes: 0 nothing has failed, 1 something has, 2 nobody could be asked",
    )
    parser.add_argument(
        "app",
        nargs="?",
        type=Path,
        default=Path("cdk.out"),
        help="an app's folder, or what cdk synth wrote (cdk.out)",
    )
    parser.add_argument(
        "--before", action="store_true", help="what would make a deployment fail, asked before it"
    )
    parser.add_argument("--local", action="store_true", help="validate what `local up APP` runs")
    parser.add_argument(
        "--stack",
        action="append",
        default=[],
        metavar="NAME",
        help="a stack to validate, several times (all)",
    )
    parser.add_argument("--region", help="where stacks are that name no region themselves (the profile's)")
    parser.add_argument("--all", action="store_true", help="list what is good, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
