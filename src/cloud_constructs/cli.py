"""The command `cloud-constructs`; each subcommand's module is imported only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Name: (module whose main(arguments) runs it, what it does).
_COMMANDS: Final = {
    "evidence": (
        "cloud_constructs.guardrails._evidence_command",
        "write what the rules say about a cloud assembly, for an auditor",
    ),
    "check": ("cloud_constructs.guardrails._check_command", "judge a cloud assembly by every rule, for CI"),
    "cost": ("cloud_constructs.cost._cost_command", "say what a cloud assembly costs before anybody uses it"),
    "diagram": ("cloud_constructs.diagram._command", "draw the architecture of a cloud assembly"),
    "validate": (
        "cloud_constructs.validation._command",
        "ask AWS whether a deployed app is what it should be",
    ),
    "local": ("cloud_constructs.local._command.main", "deploy a CDK app to an embedded AWS on this machine"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand that the first argument names and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="cloud-constructs",
        description="AWS CDK constructs, and the tools around them.",
        epilog="\n".join(f"  {name:10} {what}" for name, (_, what) in _COMMANDS.items())
        + "\n\ncloud-constructs COMMAND --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=_COMMANDS, metavar="COMMAND", help="what to do, see below")
    command: str = parser.parse_args(arguments[:1]).command
    try:
        module = importlib.import_module(_COMMANDS[command][0])
    except ModuleNotFoundError as error:
        if str(error.name).startswith("cloud_constructs"):
            raise
        parser.exit(1, f"{command} needs {error.name}: pip install 'cloud-constructs[{command}]'\n")
    return int(module.main(arguments[1:]))
