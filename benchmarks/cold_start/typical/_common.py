"""What the three functions share."""

from __future__ import annotations

import json
from typing import Any, cast

import boto3
import requests
from aws_lambda_powertools import Logger, Metrics, Tracer

# boto3 makes its classes at run time, so that there are no types.
aws = cast("Any", boto3)
logger = Logger()
metrics = Metrics()
tracer = Tracer()
secrets = aws.client("secretsmanager")


def credentials(secret_id: str) -> dict[str, str]:
    """Read the provider's credentials."""
    return json.loads(secrets.get_secret_value(SecretId=secret_id)["SecretString"])


def get(secret: dict[str, str], path: str) -> Any:  # noqa: ANN401 (JSON)
    """Call the provider."""
    authorization = {"Authorization": f"Bearer {secret['access_token']}"}
    answer = requests.get(secret["api_url"] + path, headers=authorization, timeout=20)
    answer.raise_for_status()
    return answer.json()
