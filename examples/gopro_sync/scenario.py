"""Drives the deployed app as its users would, and says whether it did what it promises.

`cloud-constructs local run examples/gopro_sync [TRIAL] [OPTIONS]`; without a name the trial is `sync`.
"""

import sys
from collections.abc import Sequence

from trials import TRIALS

from cloud_constructs.local.trials import run_trials


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    return run_trials(TRIALS, description=__doc__, arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
