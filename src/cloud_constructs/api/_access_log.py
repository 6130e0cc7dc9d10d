"""What is written down about each request, as JSON."""

from __future__ import annotations

import json

# What both kinds of API know.
COMMON = ("requestId", "identity.sourceIp", "httpMethod", "path", "protocol", "status", "responseLength")


def access_log(*fields: str) -> str:
    """Return the format of an access log: the common fields of the request's context, and some more."""
    return json.dumps({field: f"$context.{field}" for field in (*COMMON, *fields)})
