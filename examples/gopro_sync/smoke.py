"""Tries a deployed app without changing it: is everything there, protected, watched, and able to run?

`python smoke.py --environment dev --stack-outputs outputs.json`

The file is what `cdk deploy --outputs-file` writes; with `--endpoints` it is the endpoints.json of an
embedded AWS. Exit code: 0 if nothing failed, 1 if something did, 2 if the app could not be found. No secret
is shown.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

# The functions' own modules say what a secret has to be, so that both always mean the same.
sys.path.insert(0, str(Path(__file__).parent / "functions"))

from smoke_tests.checks import CHECKS, ENVIRONMENTS, WAITING_FOR_PEOPLE, Check, Environment
from smoke_tests.deployment import (
    FIRST_PROVIDER,
    CheckFailedError,
    Deployment,
    NotADeploymentError,
    NotJudgedError,
)
from smoke_tests.dry_run import dry_run
from smoke_tests.report import Result, Verdict, as_json, failures, show


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    options = _parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160)
    expected = ENVIRONMENTS[options.environment]
    try:
        app = replace(_deployment(options), provider=options.provider)
    except NotADeploymentError as error:
        console.print(f"Error: {error}", style="red", markup=False)
        return 2
    results = run(app, expected, first=options.first_deployment)
    if options.json:
        print(as_json(expected.name, app.stack, results))
    else:
        show(console, expected.name, app.stack, results)
    return 1 if failures(results) else 0


def run(app: Deployment, expected: Environment, *, first: bool = False) -> list[Result]:
    """Goes through every check; one that fails keeps none from the others."""
    later: dict[str, Check] = {**WAITING_FOR_PEOPLE, "dry run": dry_run}
    results = [_result(name, check, app, expected) for name, check in CHECKS.items()]
    if first:
        return results + [Result(name, Verdict.SKIPPED, "waits for a person") for name in later]
    return results + [_result(name, check, app, expected) for name, check in later.items()]


def _result(name: str, check: Check, app: Deployment, expected: Environment) -> Result:
    try:
        return Result(name, Verdict.PASSED, check(app, expected))
    except NotJudgedError as error:
        return Result(name, Verdict.SKIPPED, str(error))
    except (CheckFailedError, BotoCoreError, ClientError) as error:
        return Result(name, Verdict.FAILED, str(error))


def _deployment(options: argparse.Namespace) -> Deployment:
    if options.stack_outputs:
        return Deployment.of_outputs(options.stack_outputs)
    if options.endpoints:
        return Deployment.of_endpoints(options.endpoints)
    raise NotADeploymentError("nothing says where the app is: give --stack-outputs or --endpoints")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stack-outputs", type=Path, metavar="FILE", help="what `cdk deploy` wrote")
    where.add_argument(
        "--endpoints",
        type=Path,
        metavar="FILE",
        default=os.environ.get("CLOUD_CONSTRUCTS_ENDPOINTS"),
        help="the endpoints.json of an embedded AWS",
    )
    parser.add_argument("--environment", required=True, choices=ENVIRONMENTS, help="which one it has to be")
    parser.add_argument("--provider", default=FIRST_PROVIDER, help="whose sync is tried (%(default)s)")
    parser.add_argument(
        "--first-deployment",
        action="store_true",
        help="leave out what waits for a person: a confirmed subscription, the owner's authorisation",
    )
    parser.add_argument("--json", action="store_true", help="print the result for a program")
    return parser


if __name__ == "__main__":
    sys.exit(main())
