"""Signature Version 4: proves that a request is ours without sending the secret.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import quote

from .errors import AwsError

Body: TypeAlias = "bytes | bytearray | memoryview"

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
"""In the place of a body's hash; S3 alone accepts it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Credentials":
        """The credentials of the function's role, as Lambda hands them over.

        Raises:
            AwsError: There are none.
        """
        try:
            keys = environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
        except KeyError as missing:
            raise AwsError("NoCredentials", f"the environment has no {missing}", status=403) from None
        return cls(*keys, environment.get("AWS_SESSION_TOKEN"))


class Request(NamedTuple):
    """One request as it goes over the wire, but for its signature."""

    method: str
    origin: str
    path: str = "/"
    """Percent-encoded once, which is how S3 signs it; the other services have no path but "/"."""
    query: Mapping[str, str] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})
    body: Body = b""
    body_is_signed: bool = True

    @property
    def host(self) -> str:
        """The Host header."""
        return self.origin.partition("://")[2]

    @property
    def target(self) -> str:
        """Path and query."""
        query = canonical_query(self.query)
        return f"{self.path}?{query}" if query else self.path


def signed_headers(
    request: Request, credentials: Credentials, service: str, region: str, now: datetime
) -> dict[str, str]:
    """The request's headers, and those that sign it."""
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    payload = hashlib.sha256(request.body).hexdigest() if request.body_is_signed else UNSIGNED_PAYLOAD
    headers = {**request.headers, "Host": request.host, "X-Amz-Date": moment}
    if service == "s3":
        headers["X-Amz-Content-Sha256"] = payload
    if credentials.token:
        headers["X-Amz-Security-Token"] = credentials.token

    canonical = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    names = ";".join(sorted(canonical))
    lines = [request.method, request.path, canonical_query(request.query)]
    lines += [f"{name}:{canonical[name]}" for name in sorted(canonical)]
    lines += ["", names, payload]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope},"
        f" SignedHeaders={names}, Signature={signature}"
    )
    return headers


def canonical_query(query: Mapping[str, str]) -> str:
    """The query as it is signed, which is also how it is sent."""
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in encoded)
