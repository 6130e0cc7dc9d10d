"""The server: what it is made of, how it starts, and how it stops without leaving a socket behind."""

import contextlib
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from ._consent import Consent
from ._faults import Fault, Faults
from ._handler import Handler
from ._library import Library
from ._tokens import CLIENT_ID, CLIENT_SECRET, Tokens, UrlSigner


class StandIn(ThreadingHTTPServer):
    """The provider's API and file host on a free loopback port. Use it as a context manager."""

    # Threads are joined and their sockets closed when the server stops; daemons would be left behind.
    daemon_threads = False

    def __init__(
        self,
        source: Path | Library,
        faults: Iterable[Fault] = (),
        *,
        token_lifetime: timedelta = timedelta(hours=48),
        url_lifetime: timedelta = timedelta(hours=1),
    ) -> None:
        self.library = source if isinstance(source, Library) else Library.of_folder(source)
        self.faults = Faults(faults)
        self.tokens = Tokens(token_lifetime.total_seconds())
        self.consent = Consent()
        self.signer = UrlSigner()
        self.url_lifetime = url_lifetime
        self.lookups: Counter[str] = Counter()
        """How often each file's download URL was looked up."""
        self.requests: Counter[str] = Counter()
        """How often each file was requested."""
        self.tokens_seen_by_file_host = 0
        """How often an access token was sent to where only signed URLs belong."""
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.server_port}"

    def credentials(self, *, expires_in: timedelta = timedelta(hours=1)) -> dict[str, str]:
        """What the secret holds after the first OAuth flow: a token that is soon to be refreshed."""
        access, refresh = self.tokens.grant()
        now = datetime.now(UTC)
        return {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": refresh,
            "access_token": access,
            "user_id": "stand-in-user",
            "expires_at": (now + expires_in).isoformat(),
            "updated_at": now.isoformat(),
            "api_url": self.url,
        }

    def __enter__(self) -> "StandIn":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (the base class's types)
        """Remembers the connection, so that a stop need not wait for whoever is at its other end."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 (the base class's types)
        """Forgets the connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (the base class's types)
        """Stays silent about clients that go away, as interrupted ones do."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
