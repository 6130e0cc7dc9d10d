"""What the deployed app is put through, each trial with a command of its own."""

from cloud_constructs.local.trials import Trial

from . import authorize, faults, load, rotate, sync

__all__ = ["TRIALS"]

TRIALS: dict[str, Trial] = {
    "sync": sync,
    "load": load,
    "faults": faults,
    "authorize": authorize,
    "rotate": rotate,
}
