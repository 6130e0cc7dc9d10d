"""From the source to the bucket through a few recycled buffers: one reader, a few uploaders, no copies."""

import queue
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from .checksums import crc32_text
from .errors import IntegrityError
from .parts import PartPlan

_CHUNK = 256 * 1024
"""Checked while it is still in the processor's cache; also the most that a broken connection costs, and what
a source must bring within the client's timeout: 13 KB a second."""


class Source(Protocol):
    """What bytes are read from."""

    def readinto(self, view: memoryview) -> int:
        """Reads into `view`; 0 at the end."""
        ...

    def finish(self) -> str | None:
        """Raises if the bytes read are not those announced; gives their SHA-256 if it was announced."""
        ...


class PartSink(Protocol):
    """What parts are sent to, from several threads."""

    def send(self, number: int, body: memoryview, crc32: str) -> None:
        """Sends one part."""
        ...


def read_whole(source: Source, size: int) -> tuple[memoryview, str, str | None]:
    """Reads a file that fits one put; gives its bytes, their CRC32, and their SHA-256 if it is known."""
    body = memoryview(bytearray(size))
    if size == 0:
        # Even a file without bytes must be asked for: it may be gone, or not empty at all.
        source.readinto(memoryview(bytearray(1)))
    crc32 = _fill(source, body)
    return body, crc32, source.finish()


def send_parts(source: Source, plan: PartPlan, sink: PartSink) -> str | None:
    """Reads a file part by part while the parts before are being sent; gives its SHA-256 if it is known.

    Returns or raises only when no part is on its way any more, so that an upload can be aborted for good.
    """
    lengths = plan.lengths()
    free: queue.SimpleQueue[memoryview] = queue.SimpleQueue()
    for _ in range(min(plan.uploaders + 1, len(lengths))):
        free.put(memoryview(bytearray(plan.part_size)))

    def send(number: int, buffer: memoryview, length: int, crc32: str) -> None:
        try:
            sink.send(number, buffer[:length], crc32)
        finally:
            free.put(buffer)

    with ThreadPoolExecutor(plan.uploaders) as pool:
        on_their_way: list[Future[None]] = []
        try:
            for number, length in enumerate(lengths, start=1):
                buffer = free.get()
                on_their_way = [future for future in on_their_way if not _arrived(future)]
                crc32 = _fill(source, buffer[:length])
                on_their_way.append(pool.submit(send, number, buffer, length, crc32))
            sha256 = source.finish()
            for future in on_their_way:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sha256


def _fill(source: Source, view: memoryview) -> str:
    """Fills `view`; gives the CRC32 of the bytes as they came, whatever happens to them in memory later."""
    filled = crc32 = 0
    while filled < len(view):
        count = source.readinto(view[filled : filled + _CHUNK])
        if count == 0:
            raise IntegrityError(f"the source ends {len(view) - filled} bytes early")
        crc32 = zlib.crc32(view[filled : filled + count], crc32)
        filled += count
    return crc32_text(crc32)


def _arrived(future: "Future[None]") -> bool:
    """Whether the part is there; raises if it never will be."""
    if not future.done():
        return False
    future.result()
    return True
