"""A server that says what it is told to say, and remembers what it was asked."""

import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Say:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    then_close: bool = False
    """Ends the connection after the answer, without having announced it."""
    unread: bool = False
    """Answers before the request's body has been read, and ends the connection."""
    together: threading.Barrier | None = None
    """Is given only when as many requests as the barrier counts are there."""


HANG_UP = None
"""In the place of an answer: the connection ends without one."""


class Scripted(ThreadingHTTPServer):
    """Gives each request the next answer of its script, and the last one to all that follow."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, script: list[Say | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[Any] = []
        self.connections = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def get_request(self) -> tuple[socket.socket, Any]:
        self.connections += 1
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def answer(self) -> None:
        with self.server.lock:
            script = self.server.script
            say = script.pop(0) if len(script) > 1 else script[0]
        early = isinstance(say, Say) and say.unread
        body = b"" if early else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        if say is HANG_UP:
            self.close_connection = True
            return
        if say.together:
            say.together.wait()
        self.send_response_only(say.status)
        for name, value in {"Content-Length": str(len(say.body)), **say.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(say.body)
        self.close_connection = self.close_connection or say.then_close or say.unread

    do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 (the base class looks for these names)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Starts a server in the place of AWS."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    running: list[tuple[Scripted, threading.Thread]] = []

    def start(*script: Say | None) -> Scripted:
        server = Scripted(list(script))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.socket.close()
