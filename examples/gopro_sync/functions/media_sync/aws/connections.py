"""Connections that are kept: a handshake takes longer than most of what is asked."""

import select
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from ..tls import tls_context
from .signing import Request

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The headers' names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connections:
    """Connections to any origin. One belongs to the thread that uses it until its answer is read."""

    def __init__(self) -> None:
        self._idle: defaultdict[str, deque[HTTPConnection]] = defaultdict(deque)

    def __del__(self) -> None:
        for idle in self._idle.values():
            for connection in idle:
                connection.close()

    def exchange(self, request: Request, headers: Mapping[str, str]) -> Answer:
        """Sends a request with these headers and reads the answer.

        Raises:
            OSError: The connection broke.
            HTTPException: What came is not HTTP.
        """
        connection = self._take(request.origin)
        try:
            # Whoever is refused before everything is sent finds the reason waiting, if there is one.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(request.method, request.target, request.body, dict(headers))
            response = connection.getresponse()
            answer = Answer(
                response.status,
                {name.lower(): value for name, value in response.getheaders()},
                response.read(),
            )
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:
            self._idle[request.origin].append(connection)
        return answer

    def _take(self, origin: str) -> HTTPConnection:
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            # Nothing was asked: what can be read is the end, which came while the function slept.
            readable, _, _ = select.select([connection.sock], [], [], 0)
            if not readable:
                return connection
            connection.close()
        return _connect(origin)


def _connect(origin: str) -> HTTPConnection:
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection = HTTPSConnection(host, parts.port, timeout=CONNECT_SECONDS, context=tls_context())
    else:
        connection = HTTPConnection(host, parts.port, timeout=CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(READ_SECONDS)
    return connection
