"""Takes from its queue what SES tells of e-mails."""

from typing import Any

from apex.batches import each
from apex.news import note
from apex.telemetry import logger, metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

Json = dict[str, Any]


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: Json, _context: LambdaContext) -> Json:
    """Note what became of each e-mail; what is told before it was noted as sent comes again."""
    return each(event, lambda message: note(message["detail"]))
