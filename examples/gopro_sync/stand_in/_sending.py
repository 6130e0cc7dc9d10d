"""How a file is sent, with the faults that happen on the way."""

import base64
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler

from ._faults import Faults
from ._media_file import MediaFile

_TRICKLE_SECONDS = 0.1
_WORTH_TRICKLING = 1024


def send_file(
    handler: BaseHTTPRequestHandler, file: MediaFile, start: int, faults: Faults, *, validators: bool
) -> None:
    """Sends a file from its byte `start` on; `validators` say which version it is."""
    victim = file.media_id
    size = file.size
    if size and faults.bites("wrong-length", victim):
        size -= 1
    surplus = b"?" if faults.bites("longer-file", victim) else b""
    _send_head(handler, file, start, size + len(surplus), validators=validators)
    count = size - start
    if count > _WORTH_TRICKLING and faults.bites("slow-loris", victim):
        return _trickle(handler, file, start)
    dropped = count > 0 and faults.bites("dropped-connection", victim)
    truncated = count > 0 and faults.bites("truncated-body", victim)
    if dropped or truncated:
        _send_bytes(handler, file, start, count // 2)
        if dropped:
            # Lingering for no time at all turns the close into a reset.
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        handler.close_connection = True
        return None
    wrong = min(count, 16) if count > 0 and faults.bites("wrong-bytes", victim) else 0
    _send_bytes(handler, file, start, count - wrong)
    handler.wfile.write(b"?" * wrong + surplus)
    return None


def _send_head(
    handler: BaseHTTPRequestHandler, file: MediaFile, start: int, size: int, *, validators: bool
) -> None:
    handler.send_response(206 if start else 200)
    handler.send_header("Content-Length", str(size - start))
    if validators:
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        handler.send_header("ETag", file.etag)
        handler.send_header("Repr-Digest", f"sha-256=:{digest}:")
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
    handler.end_headers()


def _send_bytes(handler: BaseHTTPRequestHandler, file: MediaFile, start: int, count: int) -> None:
    if count:
        file.send(handler.connection, start, count)


def _trickle(handler: BaseHTTPRequestHandler, file: MediaFile, start: int) -> None:
    """Sends a byte now and then, until whoever waits for them has had enough."""
    handler.close_connection = True
    for position in range(start, file.size):
        _send_bytes(handler, file, position, 1)
        time.sleep(_TRICKLE_SECONDS)
