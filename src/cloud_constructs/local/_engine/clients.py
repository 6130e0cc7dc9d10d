"""boto3 clients that speak to the engine and to nothing else."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import boto3
import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

# boto3 makes its client classes at run time.
BotoClient: TypeAlias = Any
SECRET_KEY: Final = "embedded"  # noqa: S105  the engine checks no signature

# A developer's profile, credentials file or proxy must neither break a client nor reach it.
_IGNORED_SETTINGS: Final = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
_CONFIG: Final = Config(
    proxies={}, retries={"total_max_attempts": 2}, inject_host_prefix=False, s3={"addressing_style": "path"}
)


class Clients:
    """Clients of one account and region of the engine."""

    def __init__(self, endpoint_url: str, account: str, region: str) -> None:
        """Take the engine's endpoint; the account is also the access key: so the engine knows it."""
        self.endpoint_url = endpoint_url
        self.account = account
        self.region = region
        self._client: Callable[[str], BotoClient] = cache(self._new_client)

    def __call__(self, service: str) -> BotoClient:
        """Return the client of a service, the same one each time."""
        return self._client(service)

    def at(self, account: str, region: str) -> Clients:
        """Return clients of another account and region of the same engine."""
        if (account, region) == (self.account, self.region):
            return self
        return Clients(self.endpoint_url, account, region)

    def environment(self) -> dict[str, str]:
        """Return the variables that lead any AWS SDK to the same account and region of the engine."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
        }

    def _new_client(self, service: str) -> BotoClient:
        session: Any = boto3.Session(
            aws_access_key_id=self.account,
            aws_secret_access_key=SECRET_KEY,
            region_name=self.region,
            botocore_session=botocore.session.Session(session_vars=_IGNORED_SETTINGS),
        )
        return session.client(service, endpoint_url=self.endpoint_url, config=_CONFIG)
