"""What a trial is."""

import argparse
from typing import Protocol


class Trial(Protocol):
    """One way to drive the deployed app; its docstring is its help."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""
        ...
