"""A user sees what is used and what happened."""

import uuid
from datetime import UTC, datetime
from typing import Any

from vault_client import Api

from cloud_constructs.local.trials import Report, until


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
    uploads = api.get("/api/analytics/usage")["file_count"]
    wanted = {"file.previewed": 1, "FileUploaded": uploads, "ShareCreated": 1, "ShareRevoked": 1}

    def ask() -> bool:
        # Ahead of its schedule; what the vault itself tells arrives in its own time.
        api.deployment.invoke("AnalyticsRollup")
        return wanted.items() <= api.get("/api/analytics/report")["totals"].items()

    until("the history, with all that happened", ask)
    for granularity in ("hour", "day"):
        counts = api.get("/api/analytics/report", granularity=granularity)["totals"]
        seen = ", ".join(f"{name} {count}" for name, count in counts.items())
        report.expect(f"report by {granularity}", seen, is_right=wanted.items() <= counts.items())
