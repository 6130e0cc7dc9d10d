"""A web server whose files have as many bytes as their names say: `GET /1000000`."""

from __future__ import annotations

import hashlib
import random

from benchmarks.transfer._server import Handler, serve

# Repeated to make a file. No multiple of any part size, so that parts in the wrong order are another file.
_PERIOD = 61_000_001
_BLOCK = memoryview(random.Random(0).randbytes(_PERIOD))  # noqa: S311 (nothing secret)


class SourceHandler(Handler):
    """Sends files."""

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        """Send a file."""
        size = int(self.path.removeprefix("/"))
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.send_header("ETag", f'"{size}"')
        self.end_headers()
        for piece in pieces(size):
            self.connection.sendall(piece)


def pieces(size: int) -> list[memoryview]:
    """Return the bytes of a file, in order."""
    whole, rest = divmod(size, _PERIOD)
    return [*[_BLOCK] * whole, _BLOCK[:rest]]


def digest(size: int) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    for piece in pieces(size):
        found.update(piece)
    return found.hexdigest()


if __name__ == "__main__":
    serve(SourceHandler)
