"""Keeps what the vault itself tells, for reports."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.analytics.history import Event, record
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(correlation_id_path="id", clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Keep one event; a failure is tried again by Lambda, and kept in the end."""
    detail = event["detail"]
    at = datetime.fromisoformat(detail["occurred_at"])
    record([Event(detail["owner"], detail["event_id"], event["detail-type"], at)])
