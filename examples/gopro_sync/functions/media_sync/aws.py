"""AWS clients, made late and kept."""

import functools
from typing import Any, TypeAlias, cast

AwsClient: TypeAlias = Any
"""boto3 builds its clients' methods at run time, so without stub packages there is no type to name."""


@functools.cache
def client(service: str) -> AwsClient:
    """A client, made when it is first needed and kept for the warm invocations after."""
    # Imported here because an event that is refused should not pay a tenth of a second for it.
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 5})
    return cast("Any", boto3).client(service, config=config)
