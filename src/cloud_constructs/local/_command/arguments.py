"""The command line of `cloud-constructs local`."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cloud_constructs.local._embedded import DEFAULT_ACCOUNT, DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Sequence

# A scenario should not sit through the retry pauses of a state machine; who tries an app by hand should.
_RUN_WAIT_SCALE: Final = 0.05


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; what `run` does not know goes to the scenario."""
    own, scenario = list(arguments), list[str]()
    if "--" in own:
        split = own.index("--")
        own, scenario = own[:split], own[split + 1 :]
    parser = _parser()
    parsed, unknown = parser.parse_known_args(own)
    if parsed.command == "run":
        parsed.scenario_arguments = unknown + scenario
    elif unknown or scenario:
        parser.error(f"unrecognized arguments: {' '.join(unknown + scenario)}")
    return parsed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs local",
        description="Deploy a CDK app to an embedded AWS on this machine: no account, no Docker. The"
        " functions really run; what is only recorded or not emulated is listed after every deployment.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="up|run|down|status")

    up = commands.add_parser(
        "up", help="deploy an app, keep it running until Ctrl-C or `local down`", allow_abbrev=False
    )
    _add_deployment_options(up, wait_scale=1.0)
    up.add_argument(
        "--update",
        action="store_true",
        help="deploy into the engine that this app runs in already, and return",
    )

    run = commands.add_parser(
        "run",
        help="deploy an app, run its scenario.py against it, stop",
        description="Deploy an app, run its scenario.py in this folder, stop, and exit with the scenario's"
        " exit code. Arguments that are not listed here, and all after --, go to the scenario; name APP"
        " before them.",
        allow_abbrev=False,
    )
    _add_deployment_options(run, wait_scale=_RUN_WAIT_SCALE)

    down = commands.add_parser("down", help="stop the app that `local up` runs", allow_abbrev=False)
    _add_app(down)

    status = commands.add_parser(
        "status", help="tell whether an app runs, and its stacks and outputs", allow_abbrev=False
    )
    _add_app(status)
    status.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_app(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "app",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="APP",
        help="the folder of a CDK app (cdk.json) or a cloud assembly (cdk.out); this folder by default",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="where endpoints.json, the engine's log and the rest go (default: APP/.cloud-constructs)",
    )


def _add_deployment_options(parser: argparse.ArgumentParser, *, wait_scale: float) -> None:
    _add_app(parser)
    parser.add_argument("--port", type=_port, help="the engine's port on 127.0.0.1 (default: a free one)")
    parser.add_argument(
        "--account",
        type=_account,
        default=DEFAULT_ACCOUNT,
        help="CDK_DEFAULT_ACCOUNT (default: %(default)s)",
    )
    parser.add_argument("--region", default=DEFAULT_REGION, help="CDK_DEFAULT_REGION (default: %(default)s)")
    parser.add_argument(
        "-c",
        "--context",
        action="append",
        type=_pair,
        default=[],
        metavar="KEY=VALUE",
        help="context for the app",
    )
    parser.add_argument(
        "--parameter",
        action="append",
        type=_pair,
        default=[],
        metavar="NAME=VALUE",
        help="the value of a CloudFormation parameter",
    )
    parser.add_argument(
        "--wait-scale",
        type=_factor,
        default=wait_scale,
        metavar="FACTOR",
        help="multiplies the waits and retry pauses of Step Functions (default: %(default)s)",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _account(text: str) -> str:
    if not re.fullmatch("[0-9]{12}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an account of 12 digits")
    return text


def _factor(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0 <= factor < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a factor of 0 or more")
    return factor


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form KEY=VALUE")
    return key, value
