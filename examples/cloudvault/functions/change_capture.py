"""Captures what changes in the tables, as their streams tell."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.changes.capture import capture
from vault.changes.change import change_of
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Capture a batch.

    The batch processor of Powertools would go on behind a record that failed, and tell a later change of an
    item before an earlier one.
    """
    failed = capture([change_of(record) for record in event["Records"]])
    return {"batchItemFailures": [{"itemIdentifier": failed.sequence}] if failed else []}
