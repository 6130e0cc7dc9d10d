"""Writes what the operators' queries read, each night."""

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.reporting.snapshots import write_snapshots
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(_event: object, _context: LambdaContext) -> None:
    """Write the snapshots of tonight."""
    write_snapshots()
