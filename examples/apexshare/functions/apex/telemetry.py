"""Logs and metrics: one of each for a function. What identifies a person is logged as a digest."""

import hashlib

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics(namespace="ApexShare")


def digest(text: str) -> str:
    """Return what stands in logs for an address: the same for the same one, and nothing to send mail to."""
    return hashlib.sha256(text.lower().encode()).hexdigest()[:16]
