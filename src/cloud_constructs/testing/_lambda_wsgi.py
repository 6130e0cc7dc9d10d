"""A Lambda handler as a WSGI application: the events that API Gateway would make of requests."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, unquote

Json = dict[str, Any]
Handler = Callable[[Any, Any], Any]
Payload = Literal["1.0", "2.0"]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

PROBLEM = "application/problem+json"
"""What functions answer when something is wrong. An HTTP API has words of its own for what it refuses."""
ACCOUNT, API_ID, ADDRESS = "123456789012", "contract", "192.0.2.1"


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda passes beside the event."""

    function_name: str = "contract"
    function_version: str = "$LATEST"
    invoked_function_arn: str = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:contract"
    memory_limit_in_mb: int = 256
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Return a constant: nobody waits here."""
        return 30_000


@dataclass(frozen=True, slots=True)
class Request:
    """What both versions of the event are made of."""

    method: str
    path: str
    route: str
    parameters: dict[str, str]
    query: list[tuple[str, str]]
    headers: dict[str, str]
    raw_query: str
    body: bytes

    def text(self) -> str | None:
        """Return the body as an event carries it that is not in base 64."""
        return self.body.decode(errors="replace") if self.body else None

    def is_text(self) -> bool:
        """Whether an HTTP API passes the body on as it is, by its media type."""
        kind = self.headers.get("content-type", "")
        return kind.startswith("text/") or any(word in kind for word in ("json", "xml", "javascript"))


class LambdaApplication:
    """A WSGI application that asks handlers what they answer.

    Args:
        handlers: The handlers by their routes, such as `GET /orders/{id}`.
        payload: The version of the events: `1.0` is a REST API's, `2.0` an HTTP API's.
    """

    def __init__(self, handlers: Mapping[str, Handler], payload: Payload) -> None:
        self._routes = [(*route.split(" ", 1), handler) for route, handler in handlers.items()]
        self._event = {"1.0": rest_event, "2.0": http_event}[payload]
        self._payload = payload

    def __call__(self, environ: Json, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._answer(environ)
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: Json) -> tuple[int, dict[str, str], bytes]:
        path = cast("str", environ["PATH_INFO"]).encode("latin-1").decode(errors="replace")
        for method, template, handler in self._routes:
            found = re.fullmatch(_pattern(template), path)
            if found is not None and method == environ["REQUEST_METHOD"]:
                request = _request(environ, path, template, found.groupdict())
                return self._http(handler(self._event(request), Context()))
        return (
            404,
            {"content-type": PROBLEM},
            b'{"type":"about:blank","title":"Not Found"}',
        )

    def _http(self, answer: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401
        """Return what API Gateway makes of an answer."""
        if isinstance(answer, dict) and "statusCode" in answer:
            return _response(cast("Json", answer))
        if self._payload == "2.0":
            return 200, {"content-type": "application/json"}, json.dumps(answer).encode()
        return 502, {"content-type": "application/json"}, b'{"message": "Internal server error"}'


def rest_event(request: Request) -> Json:
    """Return the event of a REST API.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    every: dict[str, list[str]] = {}
    for name, value in request.query:
        every.setdefault(name, []).append(value)
    return {
        "resource": request.route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": request.headers,
        "multiValueHeaders": {name: [value] for name, value in request.headers.items()},
        "queryStringParameters": dict(request.query) or None,
        "multiValueQueryStringParameters": every or None,
        "pathParameters": request.parameters or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API_ID,
            "httpMethod": request.method,
            "identity": {"sourceIp": ADDRESS, "userAgent": request.headers.get("user-agent")},
            "path": request.path,
            "protocol": "HTTP/1.1",
            "requestId": API_ID,
            "requestTimeEpoch": 0,
            "resourcePath": request.route,
            "stage": "live",
        },
        "body": request.text(),
        "isBase64Encoded": False,
    }


def http_event(request: Request) -> Json:
    """Return the event of an HTTP API.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    joined: dict[str, str] = {}
    for name, value in request.query:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    route = f"{request.method} {request.route}"
    event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.path,
        "rawQueryString": request.raw_query,
        "headers": request.headers,
        "queryStringParameters": joined,
        "pathParameters": request.parameters,
        "body": request.text() if request.is_text() else base64.b64encode(request.body).decode(),
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API_ID,
            "domainName": "api.example.com",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": ADDRESS,
                "userAgent": request.headers.get("user-agent", ""),
            },
            "requestId": API_ID,
            "routeKey": route,
            "stage": "$default",
            "timeEpoch": 0,
        },
        "isBase64Encoded": not request.is_text(),
    }
    # What is empty is absent in these events.
    return {key: value for key, value in event.items() if value not in (None, "", {})}


def _pattern(template: str) -> str:
    parts = re.split(r"(\{\w+\+?\})", template)
    return "".join(
        f"(?P<{part.strip('{}+')}>{'.+' if part.endswith('+}') else '[^/]+'})"
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    )


def _request(environ: Json, path: str, template: str, parameters: dict[str, str]) -> Request:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    query = environ.get("QUERY_STRING", "")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=path,
        route=template,
        parameters={name: unquote(value) for name, value in parameters.items()},
        query=parse_qsl(query, keep_blank_values=True),
        headers=headers,
        raw_query=query,
        body=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
    )


def _response(answer: Json) -> tuple[int, dict[str, str], bytes]:
    body: str = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    single: dict[str, Any] = answer.get("headers") or {}
    many: dict[str, list[Any]] = answer.get("multiValueHeaders") or {}
    headers = {"content-type": "application/json"}
    headers.update({name.lower(): ",".join(map(str, values)) for name, values in many.items()})
    headers.update({name.lower(): str(value) for name, value in single.items()})
    return int(answer["statusCode"]), headers, raw
