"""The few requests to AWS that the functions make, without an SDK: docs/adr/0012 says why.

s3, json_service    what the services are asked, and how they say no
  └── client        signs, sends, and tries again what may be tried again
        ├── signing        Signature Version 4
        ├── endpoints      where a service is
        └── connections    connections that are kept
"""

import functools
import os

from .client import Client
from .errors import AwsError
from .json_service import JsonService
from .s3 import S3

__all__ = ["S3", "AwsError", "JsonService", "dynamodb", "s3", "secrets_manager"]


@functools.cache
def s3() -> S3:
    """Amazon S3, kept with its connections for the warm invocations after."""
    return S3(_client("s3"))


@functools.cache
def dynamodb() -> JsonService:
    """Amazon DynamoDB."""
    return JsonService(_client("dynamodb"), target="DynamoDB_20120810", version="1.0")


@functools.cache
def secrets_manager() -> JsonService:
    """AWS Secrets Manager."""
    return JsonService(_client("secretsmanager"), target="secretsmanager", version="1.1")


def _client(service: str) -> Client:
    return Client(service, os.environ["AWS_REGION"])
