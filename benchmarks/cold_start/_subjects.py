"""What is started: the functions of the examples, each with its first event and what it finds around it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks._rounds import ROOT
from benchmarks.cold_start._cloud import ITEM
from benchmarks.cold_start._cloud_apexshare import ARRIVED, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

IMPORT, WORK = "import", "work"


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """The functions of an example.

    Args:
        functions: Their folder.
        cloud: The module of the server that answers them.
        typical: The package of the functions that most people would write.
        events: The first event of each function.
        targets: What a measure of each function may be of the typical one's.
        environment: Their own variables.
    """

    functions: Path
    cloud: str
    typical: str
    events: Mapping[str, Any]
    targets: Mapping[str, tuple[str, float]]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


_COPY = {"provider": "gopro", "correlation_id": "benchmark", "item": ITEM}
_NEW_VIDEO = {
    "title": "Deadlift",
    "student_email": "student@example.com",
    "file_name": "GX010001.MP4",
    "content_type": "video/mp4",
    "size": 100 * 1024 * 1024,
}


def _request(method: str, resource: str, body: object, **context: object) -> dict[str, Any]:
    """Return an event of a REST API."""
    return {
        "httpMethod": method,
        "resource": resource,
        "headers": {"User-Agent": "Mozilla/5.0 Firefox/145.0"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {"requestId": "benchmark", "identity": {"sourceIp": "203.0.113.7"}, **context},
    }


SUBJECTS = (
    Subject(
        functions=ROOT / "examples" / "gopro_sync" / "functions",
        cloud="benchmarks.cold_start._cloud",
        typical="benchmarks.cold_start.typical",
        events=dict.fromkeys(("downloader", "lister", "authenticator"), _COPY),
        targets={
            "downloader": (IMPORT, 0.12),
            "lister": (IMPORT, 0.60),
            "authenticator": (IMPORT, 0.60),
        },
        environment={
            "TRACKER_TABLE": "tracker",
            "MEDIA_BUCKET": "media",
            "CREDENTIALS_SECRET": "gopro/credentials",
            "POWERTOOLS_METRICS_NAMESPACE": "MediaSync",
        },
    ),
    Subject(
        functions=ROOT / "examples" / "apexshare" / "functions",
        cloud="benchmarks.cold_start._cloud_apexshare",
        typical="benchmarks.cold_start.typical_apexshare",
        events={
            "uploads": _request(
                "POST",
                "/uploads",
                _NEW_VIDEO,
                authorizer={"claims": {"sub": "trainer", "token_use": "id"}},
            ),
            "downloads": _request("POST", "/links/download", {"token": TOKEN}),
            "email_sender": {
                "Records": [
                    {
                        "messageId": "1",
                        "body": json.dumps({"detail": {"object": {"key": f"videos/{ARRIVED}"}}}),
                    }
                ]
            },
        },
        targets=dict.fromkeys(("uploads", "downloads", "email_sender"), (WORK, 0.60)),
        environment={
            "TABLE": "records",
            "BUCKET": "videos",
            "LINK_SECRET": "link",
            "LINK_DAYS": "7",
            "VIDEO_DAYS": "90",
            "MAX_BYTES": str(20 * 1024**3),
            "DOWNLOADS_PER_LINK": "20",
            "SITE_PARAMETER": "/apexshare/site",
            "SENDER": "no-reply@example.com",
            "CONFIGURATION_SET": "apexshare",
            "TEMPLATE_READY": "ready",
            "POWERTOOLS_METRICS_NAMESPACE": "ApexShare",
        },
    ),
)
BY_FUNCTION = {name: subject for subject in SUBJECTS for name in subject.events}
"""Which example a function is of."""
