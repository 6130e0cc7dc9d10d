"""What the deployed app is put through, each trial with a command of its own."""

from . import authorize, faults, load, rotate, sync

__all__ = ["TRIALS"]

TRIALS = {"sync": sync, "load": load, "faults": faults, "authorize": authorize, "rotate": rotate}
