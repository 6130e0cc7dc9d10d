"""Connections that are kept: a handshake takes longer than most of what is asked."""

import select
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ..network import connect, speaking_http
from .signing import Request

if TYPE_CHECKING:
    from http.client import HTTPConnection

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0


class Answer(NamedTuple):
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
        """
        connection = self._take(request.origin)
        try:
            with speaking_http():
                answer = _exchange(connection, request, headers)
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:
            self._idle[request.origin].append(connection)
        return answer

    def _take(self, origin: str) -> "HTTPConnection":
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            # Nothing was asked: what can be read is the end, which came while the function slept.
            readable, _, _ = select.select([connection.sock], [], [], 0)
            if not readable:
                return connection
            connection.close()
        connection = connect(origin, CONNECT_SECONDS)
        connection.sock.settimeout(READ_SECONDS)
        return connection


def _exchange(connection: "HTTPConnection", request: Request, headers: Mapping[str, str]) -> Answer:
    # Whoever is refused before everything is sent finds the reason waiting, if there is one.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(request.method, request.target, request.body, dict(headers))
    response = connection.getresponse()
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, named, response.read())
