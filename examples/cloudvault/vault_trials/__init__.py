"""What `scenario.py` can do with a deployed app."""

from vault_trials.browser import BrowserJourney
from vault_trials.journey import Journey
from vault_trials.load import Load
from vault_trials.recover import Recover
from vault_trials.trial import Trial

TRIALS: dict[str, Trial] = {
    "journey": Journey(),
    "browser": BrowserJourney(),
    "load": Load(),
    "recover": Recover(),
}
