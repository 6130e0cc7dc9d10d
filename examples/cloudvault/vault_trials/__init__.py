"""What `scenario.py` can do with a deployed app."""

from cloud_constructs.local.trials import Trial
from vault_trials.browser import BrowserJourney
from vault_trials.journey import Journey
from vault_trials.load import Load
from vault_trials.recover import Recover
from vault_trials.tune import Tune

TRIALS: dict[str, Trial] = {
    "journey": Journey(),
    "browser": BrowserJourney(),
    "load": Load(),
    "recover": Recover(),
    "tune": Tune(),
}
