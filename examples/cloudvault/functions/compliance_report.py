"""Keeps a report of what AWS Config says, and tells the operators its headline."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.compliance.report import Report
from vault.compliance.rules import verdicts
from vault.moments import now
from vault.settings import client, setting
from vault.telemetry import logger, metrics, tracer


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, str]:
    """Make the report of the day; making it again replaces it."""
    report = Report(list(verdicts(setting("CONFIG_RULES").split(","))), now())
    text = report.as_markdown()
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=report.key, Body=text.encode(), ContentType="text/markdown"
    )
    client("sns").publish(TopicArn=setting("ALERTS_TOPIC"), Subject=report.headline, Message=text)
    return {"key": report.key, "headline": report.headline}
