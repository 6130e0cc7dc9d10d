"""The e-mail that the embedded AWS has sent: it goes nowhere else."""

from typing import Any

import requests

from vault_client.deployment import Deployment

SECONDS = 10


def inbox(deployment: Deployment, address: str) -> list[dict[str, Any]]:
    """Return what was sent to an address, the oldest first."""
    endpoint = deployment.client("sesv2").meta.endpoint_url
    answer = requests.get(f"{endpoint}/_ministack/ses/messages", timeout=SECONDS)
    accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    return [mail for mails in accounts.values() for mail in mails if address in mail["To"]]
