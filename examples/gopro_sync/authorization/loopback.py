"""The redirect's end: a server on this machine's loopback that hears one answer.

https://datatracker.ietf.org/doc/html/rfc8252#section-7.3
"""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self, cast
from urllib.parse import parse_qs, urlsplit

from .errors import RefusedError, SetupError

_PATH = "/callback"
_PAGE = (
    "<!doctype html><title>Authorisation</title><p>The answer has arrived. You may close this window;"
    " the terminal says how it went.</p>"
)


class Loopback:
    """Listens while its `with` block lasts, on a free port unless one is given."""

    def __init__(self, port: int = 0) -> None:
        try:
            self._server = _Server(("127.0.0.1", port), _Callback)
        except OSError as error:
            raise SetupError(
                f"port {port} of 127.0.0.1 cannot be used ({error.strerror}): leave --port out"
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def redirect_uri(self) -> str:
        """Where the provider is to send the browser."""
        return f"http://127.0.0.1:{self._server.server_port}{_PATH}"

    def answer(self, seconds: float) -> dict[str, str]:
        """What the browser brings back.

        Raises:
            RefusedError: Nothing comes in time.
        """
        try:
            return self._server.answers.get(timeout=seconds)
        except queue.Empty:
            raise RefusedError(f"nobody answered within {seconds:g} seconds") from None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    # A browser also opens connections that it never uses: nobody waits for them.
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.answers: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
        super().__init__(address, handler)


class _Callback(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path != _PATH:
            self.send_error(404)
            return
        body = _PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        # The address holds the code: it belongs neither into a cache nor into another page's log.
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        cast("_Server", self.server).answers.put(query)

    def log_message(self, format: str, *args: object) -> None:
        """Stays silent: the address holds the code."""
