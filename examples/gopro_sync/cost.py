"""Says what the app costs a month, line by line, for a stage and a library of your own.

`python cost.py [--stage dev|staging|prod] [--new-videos N] [...]`

What stands around is counted in the synthesised template; what is used is computed from the inputs, each of
which is an option. docs/cost.md has the prices.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields

from costs.page import LATER, months
from costs.template import standing_in
from costs.usage import Usage
from gopro_sync.config import STAGES
from rich.console import Console
from rich.table import Table

from cloud_constructs.cost import total


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="cost.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stage", choices=STAGES, default="dev", help="whose template (%(default)s)")
    for field in fields(Usage):
        parser.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=positive,
            default=field.default,
            metavar="N",
            help=f"{field.metadata['help']} (%(default)s)",
        )
    options = vars(parser.parse_args(arguments))
    usage = Usage(**{field.name: options[field.name] for field in fields(Usage)})
    first, later = months(usage, standing_in(options["stage"]))
    table = Table("for", title=f"USD a month, {options['stage']}")
    for heading in ("first month", f"month {LATER}"):
        table.add_column(heading, justify="right")
    for one, other in zip(first, later, strict=True):
        table.add_row(one.what, f"{one.usd:,.2f}", f"{other.usd:,.2f}")
    table.add_section()
    table.add_row("together", f"{total(first):,.2f}", f"{total(later):,.2f}")
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    return 0


def positive(text: str) -> float:
    """A number above zero."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text!r}")
    return number


if __name__ == "__main__":
    sys.exit(main())
