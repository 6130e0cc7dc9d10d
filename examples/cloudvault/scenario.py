"""Drives the deployed app as its users would, and says whether it did what it promises.

`cloud-constructs local run examples/cloudvault [TRIAL] [OPTIONS]`; without a name the trial is `journey`.
"""

import argparse
import signal
import sys
from collections.abc import Sequence

from vault_trials import TRIALS
from vault_trials.console import TrialError, console

DEFAULT = "journey"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="scenario.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="trial", required=True, metavar="TRIAL")
    for name, trial in TRIALS.items():
        trial.add_arguments(commands.add_parser(name, help=trial.__doc__, description=trial.__doc__))
    if not given or (given[0] not in TRIALS and given[0] not in {"-h", "--help"}):
        given.insert(0, DEFAULT)
    options = parser.parse_args(given)
    try:
        return TRIALS[options.trial].run(options)
    except TrialError as error:
        console.print(f"Error: {error}", style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
