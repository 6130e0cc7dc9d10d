"""Counts what has happened since it was counted last, as the clock tells."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.analytics.rollups import roll_up
from vault.telemetry import logger, metrics, tracer

MILLISECONDS_FOR_AN_HOUR = 60_000


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Count the hours that are due, and return how many there were."""
    counted = roll_up(has_time=lambda: context.get_remaining_time_in_millis() > MILLISECONDS_FOR_AN_HOUR)
    return {"hours": counted}
