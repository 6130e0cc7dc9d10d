"""What happens to functions: they die between two calls of AWS, and tables answer that there is too much."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSResponse
from vault.settings import client, table

THROTTLED = {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}
CANCELLED = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"}


class Killed(BaseException):
    """The function is no more; nothing of it can catch that."""


@contextmanager
def killed_before(call: int) -> Generator[None]:
    """Kill what runs before a call of AWS, counted from 1."""
    seen = 0

    def count(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == call:
            raise Killed

    with _handler("before-call", count):
        yield


@contextmanager
def throttled(times: int) -> Generator[None]:
    """Let the next requests to tables be answered that there is too much, or somebody else in the way."""
    left = times

    def answer(request: Any, **_: object) -> AWSResponse | None:  # noqa: ANN401
        nonlocal left
        target: str = request.headers.get("X-Amz-Target", b"").decode()
        if not target.startswith("DynamoDB") or left == 0:
            return None
        left -= 1
        body = THROTTLED
        if target.endswith(".TransactWriteItems"):
            reasons = [{"Code": "TransactionConflict" if left % 2 else "ProvisionedThroughputExceeded"}]
            body = {**CANCELLED, "CancellationReasons": reasons}
        headers: Any = {}
        return AWSResponse(request.url, 400, headers, _Raw(json.dumps(body).encode()))

    with _handler("before-send", answer):
        yield


class _Raw(BytesIO):
    """A body as urllib3 would give it."""

    def stream(self) -> Generator[bytes]:
        yield self.read()


@contextmanager
def _handler(event: str, handler: Any) -> Generator[None]:  # noqa: ANN401
    clients: list[Any] = [client("s3"), table("NODES_TABLE").meta.client, table("USERS_TABLE").meta.client]
    emitters = [one.meta.events for one in clients]
    for emitter in emitters:
        emitter.register(event, handler)
    try:
        yield
    finally:
        for emitter in emitters:
            emitter.unregister(event, handler)
