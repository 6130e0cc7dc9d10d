"""What trials print to."""

from rich.console import Console

console = Console(highlight=False)


class TrialError(Exception):
    """A trial that cannot go on, for a reason that its user can mend."""
