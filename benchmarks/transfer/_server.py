"""What both servers share: a thread for each connection, kept alive, over TLS if there is a certificate."""

from __future__ import annotations

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """A connection that stays open between requests and says nothing on the console."""

    protocol_version = "HTTP/1.1"
    # Headers and bodies are written apart, which Nagle's algorithm would delay by 40 ms.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: ANN401 (the base class's types)
        """Stay silent."""

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server on a free port of loopback."""

    daemon_threads = True

    def __init__(self, handler: type[Handler], certificate: str | None) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            # The handshake is left to the connection's own thread.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (the base class's types)
        """Stay silent about clients that go away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def serve(handler: type[Handler]) -> None:
    """Serve until the process is ended; the first line that it prints is the port."""
    certificate = sys.argv[1] if len(sys.argv) > 1 else None
    with Server(handler, certificate) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
