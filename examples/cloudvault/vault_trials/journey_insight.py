"""A user sees what is used and what happened."""

import uuid
from datetime import UTC, datetime
from typing import Any

from vault_client import Api

from vault_trials.report import Report


def see_usage(api: Api, report: Report, files: list[dict[str, Any]]) -> None:
    """Look at what the files of a user use."""
    usage, size = api.get("/api/analytics/usage"), sum(file["size"] for file in files)
    report.expect(
        "usage",
        f"{usage['file_count']} files, {usage['storage_used']} of {usage['storage_quota']} bytes",
        is_right=(usage["file_count"], usage["storage_used"]) == (len(files), size),
    )


def see_reports(api: Api, report: Report) -> None:
    """Tell of an event twice, and see it counted once."""
    event = {"event_id": uuid.uuid4().hex, "name": "file.previewed", "at": datetime.now(UTC).isoformat()}
    for _ in range(2):
        api.post("/api/analytics/events", events=[event])
    # Ahead of its schedule.
    api.deployment.invoke("AnalyticsRollup")
    for granularity in ("hour", "day"):
        counts = api.get("/api/analytics/report", granularity=granularity)["totals"]
        report.expect(f"report by {granularity}", counts, is_right=counts.get("file.previewed") == 1)
