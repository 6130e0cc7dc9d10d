"""Empties a folder that is being deleted, as EventBridge tells."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.folders.deletion import empty_folder
from vault.remaining import time_left
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(correlation_id_path="id", clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str | bool]:
    """Go on with the folder of one event; what is left when the time is up is left for the clean-up."""
    owner, folder_id = event["detail"]["owner"], event["detail"]["folder_id"]
    return {"folder_id": folder_id, "gone": empty_folder(owner, folder_id, time_left(context))}
