"""Drives the deployed app as its users would, and says whether it did what it promises.

`cloud-constructs local run examples/apexshare [TRIAL] [OPTIONS]`; without a name the trial is `journey`.
"""

import sys

from apex_trials import TRIALS

from cloud_constructs.local.trials import run_trials

if __name__ == "__main__":
    sys.exit(run_trials(TRIALS, description=__doc__))
