"""What the deployed app is put through, each trial with a command of its own."""

from . import faults, load, sync

__all__ = ["TRIALS"]

TRIALS = {"sync": sync, "load": load, "faults": faults}
