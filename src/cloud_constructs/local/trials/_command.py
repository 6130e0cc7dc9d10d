"""The command line of an app's `scenario.py`."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING

from cloud_constructs.local.trials._console import TrialError, console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cloud_constructs.local.trials._trial import Trial

STOPPED = 130


def run_trials(
    trials: Mapping[str, Trial], *, description: str | None, arguments: Sequence[str] | None = None
) -> int:
    """Run the trial that the command line names, by default the first, and return the exit code.

    Ended politely, a trial still cleans up behind itself.

    Args:
        trials: By the names that the command line knows them by.
        description: What `--help` says above them; the docstring of `scenario.py`.
        arguments: The command line; by default that of this process.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="scenario.py", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="trial", required=True, metavar="TRIAL")
    for name, trial in trials.items():
        trial.add_arguments(commands.add_parser(name, help=trial.__doc__, description=trial.__doc__))
    if not given or (given[0] not in trials and given[0] not in {"-h", "--help"}):
        given.insert(0, next(iter(trials)))
    options = parser.parse_args(given)
    try:
        return trials[options.trial].run(options)
    except TrialError as error:
        console.print(f"Error: {error}", style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("Stopped.")
        return STOPPED
