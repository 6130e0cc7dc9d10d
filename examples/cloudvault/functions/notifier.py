"""Delivers the notifications of a queue."""

import json
from typing import Any

from aws_lambda_powertools.utilities import batch
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.notifications.delivery import deliver
from vault.telemetry import logger, metrics, tracer

processor = batch.BatchProcessor(event_type=batch.EventType.SQS)


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Deliver a batch; what fails comes again, and ends in the queue's dead letters."""
    powertools: Any = batch
    return powertools.process_partial_response(event, _deliver, processor, context)


def _deliver(record: SQSRecord) -> None:
    event = json.loads(record.body)
    detail = event["detail"]
    with logger.append_context_keys(correlation_id=detail["event_id"]):
        deliver(detail["owner"], detail["notification_id"])
