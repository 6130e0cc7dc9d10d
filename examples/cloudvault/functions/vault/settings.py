"""What the stack tells a function."""

import os
from functools import cache
from typing import Any

import boto3
from botocore.config import Config


def setting(name: str) -> str:
    """Return a variable of the function."""
    return os.environ[name]


@cache
def client(service: str) -> Any:  # noqa: ANN401
    """Return the client of a service, whose connections are kept from one invocation to the next."""
    sdk: Any = boto3
    return sdk.client(
        service,
        config=Config(
            connect_timeout=2,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": 5},
            s3={"addressing_style": "path"} if service == "s3" else None,
            signature_version="s3v4" if service == "s3" else None,
        ),
    )


@cache
def table(name: str) -> Any:  # noqa: ANN401
    """Return a table by the variable that names it."""
    sdk: Any = boto3
    return sdk.resource("dynamodb").Table(setting(name))
