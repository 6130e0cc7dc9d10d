"""Services that speak JSON: the operation stands in a header, its parameters are the body."""

import json
from typing import TypeAlias, cast

from .client import Client
from .connections import Answer
from .errors import AwsError
from .signing import Request

Document: TypeAlias = "dict[str, object]"


class JsonService:
    """Calls operations by their name in the service's API reference, with the parameters given there."""

    def __init__(self, client: Client, *, target: str, version: str) -> None:
        self._client = client
        self._target = target
        self._version = version

    def call(self, operation: str, **parameters: object) -> Document:
        """The operation's result.

        Raises:
            AwsError: The service refuses.
        """
        request = Request(
            method="POST",
            origin=self._client.origin,
            headers={
                "Content-Type": f"application/x-amz-json-{self._version}",
                "X-Amz-Target": f"{self._target}.{operation}",
            },
            body=json.dumps(parameters).encode(),
        )
        return _document(self._client.send(request, _refusal))


def _refusal(answer: Answer) -> AwsError | None:
    document = _document(answer)
    if answer.status < 300:
        # Of these services every answer is an object, if an empty one.
        readable = bool(document) or answer.body.strip() == b"{}"
        return None if readable else AwsError("UnreadableAnswer", "no JSON object", status=answer.status)
    # "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", or with ":http://..." behind it
    kind = str(answer.headers.get("x-amzn-errortype") or document.get("__type") or answer.status)
    message = document.get("message") or document.get("Message") or "no message"
    return AwsError(
        kind.rpartition("#")[2].partition(":")[0],
        str(message),
        status=answer.status,
        item=cast("dict[str, dict[str, str]]", document.get("Item") or {}),
    )


def _document(answer: Answer) -> Document:
    """The answer's JSON object; whatever is none, a proxy's page say, has no fields."""
    try:
        document: object = json.loads(answer.body)
    except ValueError:
        document = None
    return cast("Document", document) if isinstance(document, dict) else {}
