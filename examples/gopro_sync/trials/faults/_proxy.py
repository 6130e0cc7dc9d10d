"""A reverse proxy between the functions and the embedded AWS that does what AWS does on a bad day."""

import contextlib
import json
import re
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from stand_in import Fault, LoopbackServer

_TARGETS = {"DynamoDB_20120810": "dynamodb", "secretsmanager": "secretsmanager"}
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "expect", "content-length"})
_MEDIA_ID = re.compile(r"/([0-9a-f]{14})-[^/]*$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine says."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Call:
    """One request of a function to AWS, which an action answers in one way or another."""

    def __init__(self, handler: "_Handler") -> None:
        self._handler = handler
        self._url = urlsplit(handler.path)
        self._query = parse_qs(self._url.query, keep_blank_values=True)
        prefix, _, operation = handler.headers.get("X-Amz-Target", "").partition(".")
        self.service = _TARGETS.get(prefix, "s3")
        self.operation = operation or self._s3_operation()

    @cached_property
    def body(self) -> bytes:
        """What is sent."""
        return self._handler.rfile.read(self.length)

    @property
    def length(self) -> int:
        """How many bytes are sent."""
        return int(self._handler.headers.get("Content-Length", "0"))

    @cached_property
    def document(self) -> dict[str, Any]:
        """What is sent to a service that speaks JSON."""
        return cast("dict[str, Any]", json.loads(self.body)) if self.service != "s3" else {}

    @property
    def victim(self) -> str:
        """The media item that the call is about, as far as it is about one."""
        if self.service == "s3":
            found = _MEDIA_ID.search(unquote(self._url.path))
            return found[1] if found else self._url.path
        return str(self.document.get("Key", {}).get("media_id", {}).get("S", ""))

    @property
    def connection(self) -> tuple[int, int]:
        """The ports at the function's end and at ours."""
        return int(self._handler.client_address[1]), self._handler.proxy.server_port

    def forward(self, body: bytes | None = None) -> Answer:
        """Lets the engine do what is asked, perhaps with another body."""
        body = self.body if body is None else body
        headers = {
            name: value for name, value in self._handler.headers.items() if name.lower() not in _HOP_BY_HOP
        }
        upstream = HTTPConnection(self._handler.proxy.engine, timeout=60)
        with contextlib.closing(upstream):
            upstream.request(self._handler.command, self._handler.path, body, headers)
            response = upstream.getresponse()
            answered = {
                name: value for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP
            }
            content = response.read()
            if self._handler.command == "HEAD":
                answered["Content-Length"] = response.getheader("Content-Length", "0")
        return Answer(response.status, answered, content)

    def answer(self, answer: Answer) -> None:
        """Answers the function."""
        _ = self.body  # Whoever answers before all was sent would break the connection.
        self._handler.send_response_only(answer.status)
        own = {"Content-Length": str(len(answer.body)), "Date": self._handler.date_time_string()}
        for name, value in {**own, **answer.headers}.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(answer.body)

    def refuse(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        """Answers with an error as the service would write it."""
        if self.service == "s3":
            text, kind = error_document(code), "application/xml"
        else:
            text, kind = json.dumps({"__type": code, "message": "injected"}), "application/x-amz-json-1.0"
        # S3 tells whoever asks for the head of an object no more than the status.
        body = b"" if self._handler.command == "HEAD" else text.encode()
        self.answer(Answer(status, {"Content-Type": kind, **(headers or {})}, body))

    def answer_json(self, document: object) -> None:
        """Answers as a service does that speaks JSON."""
        body = json.dumps(document).encode()
        self.answer(Answer(200, {"Content-Type": "application/x-amz-json-1.0"}, body))

    def header(self, name: str) -> str:
        """A header that the function sent."""
        return str(self._handler.headers.get(name, ""))

    def reset(self, *, after: int = 0) -> None:
        """Breaks the connection when so many bytes have come."""
        self._handler.rfile.read(min(after, self.length))
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.connection.close()
        self._handler.close_connection = True

    def hang(self) -> None:
        """Never answers; ends when the function has gone away, or the proxy does."""
        _ = self.body
        with contextlib.suppress(OSError):
            self._handler.connection.recv(1)
        self._handler.close_connection = True

    def _s3_operation(self) -> str:
        method, query = self._handler.command, self._query
        match method:
            case "PUT":
                return "UploadPart" if "partNumber" in query else "PutObject"
            case "POST":
                return "CreateMultipartUpload" if "uploads" in query else "CompleteMultipartUpload"
            case "DELETE":
                return "AbortMultipartUpload"
            case "HEAD":
                return "HeadObject"
            case _:
                return method


def error_document(code: str) -> str:
    """An error as S3 writes it."""
    return f"<Error><Code>{escape(code)}</Code><Message>injected</Message></Error>"


Action: TypeAlias = Callable[[Call], None]


def pass_on(call: Call) -> None:
    """What the proxy does on a good day."""
    call.answer(call.forward())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What happens to which calls, and how often."""

    operation: str
    action: Action
    fault: Fault
    concerns: Callable[[Call], bool] = lambda _: True

    def bites(self, call: Call) -> bool:
        """Whether the call is to be spoilt; counts it if so."""
        return call.operation == self.operation and self.concerns(call) and self.fault.bite(call.victim)


class Proxy(LoopbackServer):
    """The proxy; the functions know it by the SDKs' own variables, AWS_ENDPOINT_URL_S3 and its like."""

    def __init__(self, engine_url: str) -> None:
        self.engine = urlsplit(engine_url).netloc
        self._rules: tuple[Rule, ...] = ()
        super().__init__(_Handler)

    def arm(self, rules: Iterable[Rule]) -> None:
        """From now on these rules hold, and no others."""
        self._rules = tuple(rules)

    def handle_call(self, call: Call) -> None:
        """Does to a call what the first rule says that bites."""
        rule = next((rule for rule in self._rules if rule.bites(call)), None)
        (rule.action if rule else pass_on)(call)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def proxy(self) -> Proxy:
        """The server, by its own name."""
        return cast("Proxy", self.server)

    def handle_any(self) -> None:
        """Any method."""
        self.proxy.handle_call(Call(self))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815 (the base class's names)

    def log_message(self, format: str, *args: object) -> None:
        """Stays silent."""
