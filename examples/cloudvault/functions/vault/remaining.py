"""How long a function may go on."""

from collections.abc import Callable

from aws_lambda_powertools.utilities.typing import LambdaContext

TO_END_IN_MS = 30_000
"""What is begun is ended in that time: calls of AWS with their repetitions."""


def time_left(context: LambdaContext) -> Callable[[], bool]:
    """Return what says whether there is time to begin something more."""
    return lambda: context.get_remaining_time_in_millis() > TO_END_IN_MS
