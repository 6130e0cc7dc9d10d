"""Opening connections: the one place that knows http.client and TLS, loaded when the first one is opened.

Importing them takes as long as importing everything of ours, and a refused event needs neither.
"""

import functools
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from http.client import HTTPConnection
    from ssl import SSLContext


class ProtocolError(ConnectionError):
    """What comes over the connection is not HTTP, or not all of it: nothing more can come over it."""


def connect(origin: str, seconds: float) -> "HTTPConnection":
    """Opens a connection, which may take as long, and as long again for every read.

    Raises:
        OSError: There is nobody, or nobody who can be trusted.
    """
    from http.client import HTTPConnection, HTTPSConnection

    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection = HTTPSConnection(host, parts.port, timeout=seconds, context=_tls_context())
    else:
        connection = HTTPConnection(host, parts.port, timeout=seconds)
    connection.connect()
    return connection


@contextmanager
def speaking_http() -> Generator[None]:
    """Turns the errors of http.client into one that is a broken connection to everybody else.

    Raises:
        ProtocolError: What came is not HTTP.
    """
    from http.client import HTTPException

    try:
        yield
    except HTTPException as error:
        raise ProtocolError(type(error).__name__) from error


@functools.cache
def _tls_context() -> "SSLContext":
    """Kept: reading every authority's certificate takes longer than a handshake."""
    from ssl import create_default_context

    return create_default_context()
