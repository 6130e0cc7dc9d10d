"""Reads files that have arrived in the bucket, as EventBridge tells."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.files.items import owner_and_file
from vault.files.processing import process
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(correlation_id_path="id", clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, str | None]:
    """Process the file of one event; a failure is tried again by Lambda, and kept in the end."""
    owner, file_id = owner_and_file(event["detail"]["object"]["key"])
    state = process(owner, file_id)
    return {"file_id": file_id, "state": state}
