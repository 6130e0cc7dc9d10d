"""What the stack tells a function."""

import os
import time
from functools import lru_cache

from apex.aws import call

SECONDS_KEPT = 300


def setting(name: str) -> str:
    """Return a variable of the function."""
    return os.environ[name]


def number(name: str) -> int:
    """Return a variable of the function that is a number."""
    return int(os.environ[name])


def link_secret() -> str:
    """Return what the tokens of links are made of."""
    return _secret(setting("LINK_SECRET"), _period())


def site() -> str:
    """Return the address of the web page, without a slash at its end."""
    return _parameter(setting("SITE_PARAMETER"), _period()).rstrip("/")


def _period() -> int:
    return int(time.monotonic() // SECONDS_KEPT)


@lru_cache(maxsize=1)
def _secret(secret: str, _period: int) -> str:
    return call("secretsmanager", "GetSecretValue", SecretId=secret)["SecretString"]


@lru_cache(maxsize=1)
def _parameter(name: str, _period: int) -> str:
    return call("ssm", "GetParameter", Name=name)["Parameter"]["Value"]
