"""What `scenario.py` can do with a deployed app."""

from apex_trials.browser import BrowserJourney
from apex_trials.journey import Journey
from apex_trials.validation import Validation
from cloud_constructs.local.trials import Trial

TRIALS: dict[str, Trial] = {
    "journey": Journey(),
    "browser": BrowserJourney(),
    "validate": Validation(),
}
