"""Through which endpoints of a VPC a service is reached."""

from __future__ import annotations

# IAM's prefixes of actions whose service has endpoints of another name.
_ENDPOINTS_OF_PREFIX = {
    "bedrock": ("bedrock-runtime",),
    "cloudwatch": ("monitoring",),
    "ecr": ("ecr.api", "ecr.dkr"),
}


def endpoints_of(prefix: str) -> tuple[str, ...]:
    """Return the endpoints through which the service of an IAM prefix, such as `sqs`, is reached."""
    return _ENDPOINTS_OF_PREFIX.get(prefix, (prefix,))
