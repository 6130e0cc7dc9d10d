"""The e-mail that the embedded AWS has sent: it goes nowhere else."""

import re
from typing import Any

import requests

from apex_client.deployment import Deployment

SECONDS = 10
_LINK = re.compile(r"\S+#/watch/([A-Za-z0-9_-]{43})")


def mails_to(deployment: Deployment, address: str) -> list[dict[str, Any]]:
    """Return what was sent to an address, the oldest first."""
    answer = requests.get(f"{deployment.endpoint_url}/_ministack/ses/messages", timeout=SECONDS)
    accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    return [mail for mails in accounts.values() for mail in mails if address in mail["To"]]


def link_in(mail: dict[str, Any]) -> tuple[str, str] | None:
    """Return the link of an e-mail, and its token."""
    found = _LINK.search(json_text(mail))
    return (found.group(0), found.group(1)) if found else None


def json_text(mail: dict[str, Any]) -> str:
    """Return what a person reads of it."""
    return " ".join(str(value) for value in mail.values())
