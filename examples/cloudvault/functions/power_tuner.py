"""Does the steps of a power tuning, one by one, as its state machine asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from vault.settings import client, setting
from vault.telemetry import logger, metrics, tracer
from vault.tuning.measuring import measure
from vault.tuning.report import Report
from vault.tuning.versions import clean_up, publish


def write_report(
    function: str, memory_now: int, measured: Sequence[Mapping[str, Any]], name: str
) -> dict[str, Any]:
    """Keep the report, for programs and for people, and return where."""
    report = Report.of(function, memory_now, measured)
    key = f"{setting('TUNING_REPORTS')}{name}"
    for ending, kind, text in (
        ("json", "application/json", report.as_json()),
        ("md", "text/markdown", report.as_markdown()),
    ):
        client("s3").put_object(
            Bucket=setting("FILES_BUCKET"), Key=f"{key}.{ending}", Body=text.encode(), ContentType=kind
        )
    return {"report": f"{key}.md", "cheapest": report.cheapest, "fastest": report.fastest}


STEPS = {"publish": publish, "measure": measure, "report": write_report, "clean_up": clean_up}


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Do one step, and return what comes of it."""
    arguments = {name: value for name, value in event.items() if name != "step"}
    return STEPS[event["step"]](**arguments)
