"""`cloud-constructs diagram`: the picture of a cloud assembly."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cloud_constructs.core import ConstructError
from cloud_constructs.diagram._architecture import Architecture
from cloud_constructs.diagram._mermaid import as_mermaid
from cloud_constructs.diagram._svg import as_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWN, NOT_DRAWN = 0, 2
_FORMATS: Final = {"svg": as_svg, "mermaid": as_mermaid}


def main(arguments: Sequence[str]) -> int:
    """Draw an assembly, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        drawn = Architecture.of(options.assembly, stacks=options.stack, everything=options.everything)
    except ConstructError as error:
        sys.stderr.write(f"{options.assembly} was not drawn: {error}\n")
        return NOT_DRAWN
    text = _FORMATS[options.format](drawn.by_stack() if options.detail == "stacks" else drawn)
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text)
    return DRAWN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs diagram",
        description="Draw the architecture of a cloud assembly: its stacks, what is in them, and who calls,"
        " reads and writes what. What the templates wire and what the roles allow is drawn, nothing else.",
        epilog="exit codes: 0 drawn, 2 the folder could not be read",
    )
    parser.add_argument("assembly", nargs="?", default="cdk.out", help="what cdk synth wrote (cdk.out)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write (the standard output)"
    )
    parser.add_argument("--format", choices=_FORMATS, default="svg", help="%(choices)s (%(default)s)")
    parser.add_argument(
        "--stack", action="append", default=[], metavar="NAME", help="a stack to show, several times (all)"
    )
    parser.add_argument(
        "--detail",
        choices=["constructs", "stacks"],
        default="constructs",
        help="every construct, or nothing but stacks (%(default)s)",
    )
    parser.add_argument(
        "--everything", action="store_true", help="show keys, log buckets and the queues of failures too"
    )
    return parser
