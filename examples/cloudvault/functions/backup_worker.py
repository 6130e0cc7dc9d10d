"""Takes and verifies backups: when one is asked for, every day, and every few minutes what is not done."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.backups.work import go_on, take_daily
from vault.telemetry import logger, metrics, tracer

MILLISECONDS_TO_FINISH = 60_000


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[str]]:
    """Go on with backups, and return the ids of those that are done now."""
    if event.get("take") == "daily":
        take_daily()
    finished = go_on(lambda: context.get_remaining_time_in_millis() > MILLISECONDS_TO_FINISH)
    return {"finished": [backup.backup_id for backup in finished]}
