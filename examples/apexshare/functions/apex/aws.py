"""The few requests to AWS that the functions make.

botocore signs them and urllib3 sends them, as they do in the SDK, but nothing reads the descriptions of all
services that the SDK begins with: `benchmarks/cold_start` has what that saves. Connections are kept from one
invocation to the next.
"""

import json
import logging
import os
import random
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import urllib3
from botocore import auth, awsrequest

Document = dict[str, Any]
# At DEBUG, the signer writes signatures down, with which anybody could ask.
logging.getLogger("botocore.auth").setLevel(logging.INFO)
# botocore has no types.
signers: Any = auth
requests: Any = awsrequest

ATTEMPTS, FIRST_PAUSE = 5, 0.05
CONNECT_SECONDS, READ_SECONDS = 2, 10
# What is refused for a moment only, although its status says that the request is wrong.
PASSING = (
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "Throttling",
    "TooManyRequests",
    "TransactionConflict",
    "TransactionInProgress",
)
# The services that are asked in JSON: what their operations are called by, and the protocol's version.
JSON_SERVICES = {
    "dynamodb": ("DynamoDB_20120810", "1.0"),
    "secretsmanager": ("secretsmanager", "1.1"),
    "sqs": ("AmazonSQS", "1.0"),
    "ssm": ("AmazonSSM", "1.1"),
}
HOSTS = {"ses": "email"}


class AwsError(Exception):
    """AWS refuses.

    Args:
        status: The HTTP status; 0 if AWS cannot be reached.
        code: The name of the error in the service's API reference.
        details: What else the service says, as far as it is JSON.
    """

    def __init__(self, status: int, code: str, details: Document | None = None) -> None:
        super().__init__(f"{code} ({status})")
        self.status = status
        self.code = code
        self.details = details or {}

    @property
    def passes(self) -> bool:
        """Whether the same request may succeed a little later."""
        reasons: list[Document] = self.details.get("CancellationReasons") or []
        codes = {self.code, *(reason.get("Code") or "None" for reason in reasons)}
        if any(code.startswith("ConditionalCheckFailed") for code in codes):
            return False
        return self.status in (0, 429) or self.status >= 500 or any(one.startswith(PASSING) for one in codes)


class Answer(NamedTuple):
    """What AWS answers."""

    headers: Mapping[str, str]
    body: bytes


class _Credentials(NamedTuple):
    access_key: str
    secret_key: str
    token: str | None


def call(service: str, operation: str, **parameters: Any) -> Document:  # noqa: ANN401
    """Ask a service that speaks JSON, by the names in its API reference.

    Raises:
        AwsError: The service refuses.
    """
    target, version = JSON_SERVICES[service]
    headers = {
        "Content-Type": f"application/x-amz-json-{version}",
        "X-Amz-Target": f"{target}.{operation}",
    }
    answer = send(service, "POST", "/", body=json.dumps(parameters).encode(), headers=headers)
    return json.loads(answer.body or b"{}")


def send(
    service: str,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    bucket: str = "",
) -> Answer:
    """Send a request until it is answered or tried often enough; every one of ours may be repeated.

    Raises:
        AwsError: The service refuses.
    """
    url = _url(service, bucket, path, query or {})
    for attempt in range(ATTEMPTS):
        try:
            return _once(service, requests.AWSRequest(method, url, dict(headers or {}), body))
        except AwsError as error:
            if not error.passes or attempt == ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0, FIRST_PAUSE * 2**attempt))  # noqa: S311 (spreads attempts, hides nothing)
    raise AssertionError("the last attempt answers or raises")


def presigned(
    method: str,
    bucket: str,
    path: str,
    *,
    seconds: int,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> str:
    """Return an address of S3 that works for some seconds, with these headers and no others."""
    request = requests.AWSRequest(method, _url("s3", bucket, path, query or {}), dict(headers or {}))
    signers.S3SigV4QueryAuth(_credentials(), "s3", _region(), expires=seconds).add_auth(request)
    return request.url


def _once(service: str, request: Any) -> Answer:  # noqa: ANN401
    signer = signers.S3SigV4Auth if service == "s3" else signers.SigV4Auth
    signer(_credentials(), service, _region()).add_auth(request)
    try:
        answer = _connections().request(
            request.method, request.url, body=request.data, headers=dict(request.headers.items())
        )
    except urllib3.exceptions.HTTPError as error:
        raise AwsError(0, type(error).__name__) from error
    if answer.status >= 300:
        raise _refusal(answer)
    return Answer(answer.headers, answer.data)


def _refusal(answer: urllib3.BaseHTTPResponse) -> AwsError:
    body = answer.data
    if body.lstrip().startswith(b"<"):
        code = body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()
        return AwsError(answer.status, code or str(answer.status))
    try:
        details: Document = json.loads(body or b"{}")
    except ValueError:
        details = {}
    # "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", or with ":http://..." behind it
    kind = str(answer.headers.get("x-amzn-errortype") or details.get("__type") or answer.status)
    return AwsError(answer.status, kind.rpartition("#")[2].partition(":")[0], details)


def _url(service: str, bucket: str, path: str, query: Mapping[str, str]) -> str:
    origin = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
    if origin and bucket:
        path = f"/{bucket}{path}"
    elif not origin:
        host = f"{HOSTS.get(service, service)}.{_region()}.amazonaws.com"
        origin = f"https://{bucket}.{host}" if bucket else f"https://{host}"
    said = f"?{urlencode(query, quote_via=quote)}" if query else ""
    return f"{origin}{path}{said}"


def _region() -> str:
    return os.environ["AWS_REGION"]


def _credentials() -> _Credentials:
    named = os.environ
    return _Credentials(
        named["AWS_ACCESS_KEY_ID"], named["AWS_SECRET_ACCESS_KEY"], named.get("AWS_SESSION_TOKEN")
    )


@cache
def _connections() -> urllib3.PoolManager:
    return urllib3.PoolManager(
        retries=False,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        ca_certs=os.environ.get("AWS_CA_BUNDLE"),
    )
