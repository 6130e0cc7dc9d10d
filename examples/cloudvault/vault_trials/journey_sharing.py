"""A link is given away with a password, opened by somebody without an account, and revoked."""

import hashlib
from typing import Any

import requests
from vault_client import Api, ApiError

from cloud_constructs.local.trials import Report

HOUR = 3600


def share_a_file(api: Api, report: Report, file: dict[str, Any]) -> None:
    """Give away a link to a file, and take it back."""
    password, stranger = "only for friends", Api(api.deployment)
    made = api.post("/api/shares", file_id=file["file_id"], expires_in=HOUR, password=password)
    share, token = made["share"], made["token"]
    report.expect(
        f"shared {file['name']}",
        f"until {share['expires_at']}, with a password",
        is_right=share["has_password"] and share["downloads"] == 0,
    )
    for what, given in (("no password", {}), ("a wrong password", {"password": "guessed it"})):
        status = _status(stranger, token=token, **given)
        report.expect(f"opened the link with {what}", status, is_right=status == 404)
    opened = stranger.post("/api/shares/open", token=token, password=password)
    content = requests.get(opened["url"], timeout=60).content
    report.expect(
        "opened the link with the password",
        f"{opened['name']}, {len(content)} bytes",
        is_right=hashlib.sha256(content).hexdigest() == file["sha256"],
    )
    api.delete(f"/api/shares/{share['share_id']}")
    status = _status(stranger, token=token, password=password)
    report.expect("opened the link after it was revoked", status, is_right=status == 404)


def _status(stranger: Api, **said: str) -> int:
    try:
        stranger.post("/api/shares/open", **said)
    except ApiError as error:
        return error.status
    return 200
