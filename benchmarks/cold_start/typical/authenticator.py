"""Renews the token if it would not last the night."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from benchmarks.cold_start.typical._common import credentials, logger, metrics, secrets, tracer


@metrics.log_metrics
@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 (Lambda's)
    """Refresh the token if it has less than a day left."""
    secret_id = os.environ["CREDENTIALS_SECRET"]
    secret = credentials(secret_id)
    left = datetime.fromisoformat(secret["expires_at"]) - datetime.now(UTC)
    if left < timedelta(hours=24):
        form = {name: secret[name] for name in ("client_id", "client_secret", "refresh_token")}
        answer = requests.post(f"{secret['api_url']}/v1/oauth2/token", data=form, timeout=20)
        answer.raise_for_status()
        secret |= {"access_token": answer.json()["access_token"]}
        secrets.put_secret_value(SecretId=secret_id, SecretString=json.dumps(secret))
    return {"expires_at": secret["expires_at"]}
