"""What trials print to, and how they end early."""

from __future__ import annotations

import sys

from rich.console import Console

# Into a file or a pipe the tables go unfolded.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)


class TrialError(Exception):
    """A trial cannot go on, for a reason that its user can mend."""
