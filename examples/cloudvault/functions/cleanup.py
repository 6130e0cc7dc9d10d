"""Ends, by the clock, what nobody else has ended."""

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.cleanup import clean_up
from vault.moments import now
from vault.remaining import time_left
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(_event: object, context: LambdaContext) -> dict[str, int]:
    """End what is due."""
    ended = clean_up(now(), time_left(context))
    logger.info("Ended", ended=dict(ended))
    metrics.add_metric("CleanedUp", MetricUnit.Count, ended.total())
    return dict(ended)
