"""Trials: programs that drive a deployed app as its users would, and say whether it did what it promises.

An app's `scenario.py` hands its trials to `run_trials`, and `cloud-constructs local run` runs it once the app
is deployed. It needs the extra `local`.
"""

from __future__ import annotations

from cloud_constructs.local.trials._browser import chromium
from cloud_constructs.local.trials._command import run_trials
from cloud_constructs.local.trials._console import TrialError, console
from cloud_constructs.local.trials._report import Report
from cloud_constructs.local.trials._trial import Trial
from cloud_constructs.local.trials._until import until

__all__ = ["Report", "Trial", "TrialError", "chromium", "console", "run_trials", "until"]
