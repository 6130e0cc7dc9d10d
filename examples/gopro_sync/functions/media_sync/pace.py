"""HTTP answers from servers that may be slow, but not without end."""

import io
import time
from http.client import HTTPResponse
from socket import SocketIO, socket
from typing import Any, cast


class PacedResponse(HTTPResponse):
    """An answer that must go on within a time that is set before each read.

    The timeout of a socket alone is no bound: it begins anew with each byte, and a read asks for many.
    """

    def __init__(self, sock: socket, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 (the base class's own)
        super().__init__(sock, *arguments, **options)
        self._raw = _PacedReader(cast("SocketIO", self.fp.detach()), sock)
        self.fp = io.BufferedReader(self._raw)

    def within(self, seconds: float) -> None:
        """Gives the next read so much time; if it stalls at the very end, half as much again."""
        self._raw.within(seconds)


class _PacedReader(io.RawIOBase):
    def __init__(self, raw: SocketIO, sock: socket) -> None:
        self._raw = raw
        self._socket = sock
        self._timeout: float = sock.gettimeout() or 0.0
        self._deadline = time.monotonic() + self._timeout

    def within(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._wait_at_most(seconds)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 (the base class's own)
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the bytes come too slowly")
        if left < self._timeout / 2:
            self._wait_at_most(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _wait_at_most(self, seconds: float) -> None:
        # Each change is a system call, and most reads follow one that was quick.
        if seconds != self._timeout:
            self._timeout = seconds
            self._socket.settimeout(seconds)
