"""Keeps a report of what the last month cost and what would make it cheaper, and tells the operators."""

import logging
import os
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import boto3
from apex.costs.bill import before
from apex.costs.collect import Subjects, report_on
from botocore.config import Config

logger = logging.getLogger()
# Cost Explorer has one endpoint for all regions.
REGIONS = {"ce": "us-east-1"}
SETTINGS = Config(connect_timeout=2, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 4})


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Report on the month that `event` names as `2026-10`, by default the last; again, it is replaced."""
    report = report_on(_subjects(), client, _month(event))
    text = report.as_markdown()
    files = {"md": ("text/markdown", text), "json": ("application/json", report.as_json())}
    for extension, (kind, content) in files.items():
        client("s3").put_object(
            Bucket=os.environ["REPORTS_BUCKET"],
            Key=f"{report.key}.{extension}",
            Body=content.encode(),
            ContentType=kind,
        )
    client("sns").publish(TopicArn=os.environ["ALERTS_TOPIC"], Subject=report.headline, Message=text)
    logger.info("Reported on %s", report.key)
    return {"key": report.key, "headline": report.headline}


def _month(event: dict[str, Any]) -> date:
    if "month" in event:
        return datetime.strptime(event["month"], "%Y-%m").replace(tzinfo=UTC).date()
    return before(datetime.now(UTC).date(), 1)


def _subjects() -> Subjects:
    listed = {name: os.environ[name].split(",") for name in ("FUNCTIONS", "LOG_GROUPS", "BUCKETS")}
    return Subjects(
        project=os.environ["PROJECT"],
        billing_view=os.environ["BILLING_VIEW"],
        functions=listed["FUNCTIONS"],
        log_groups=listed["LOG_GROUPS"],
        buckets=listed["BUCKETS"],
        table=os.environ["TABLE"],
        reports_bucket=os.environ["REPORTS_BUCKET"],
        lens_prefix=os.environ["LENS_PREFIX"],
    )


@cache
def client(service: str) -> Any:  # noqa: ANN401
    """Return the client of a service."""
    sdk: Any = boto3
    return sdk.client(service, region_name=REGIONS.get(service), config=SETTINGS)
