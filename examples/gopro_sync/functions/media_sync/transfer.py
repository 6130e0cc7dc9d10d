"""From the source to the bucket through a few recycled buffers: one reader, a few uploaders."""

import hashlib
import queue
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from .bucket import Buffer
from .errors import IntegrityError
from .parts import PartPlan

_CHUNK = 256 * 1024
"""Hashed while it is still in the processor's cache; also the most that a broken connection costs."""


class Source(Protocol):
    """What bytes are read from."""

    def readinto(self, view: memoryview) -> int:
        """Reads into `view`; 0 at the end."""
        ...

    def finish(self, sha256: bytes) -> None:
        """Raises if the bytes read are not those announced."""
        ...


class PartSink(Protocol):
    """What parts are sent to, from several threads."""

    def send(self, number: int, body: Buffer) -> None:
        """Sends one part."""
        ...


class HashingReader:
    """Fills buffers from a source and keeps the digest of all that went through."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def fill(self, buffer: bytearray, length: int) -> None:
        """Reads exactly `length` bytes.

        Raises:
            IntegrityError: The source ends before.
        """
        filled = 0
        with memoryview(buffer) as view:
            while filled < length:
                count = self._source.readinto(view[filled : min(filled + _CHUNK, length)])
                if count == 0:
                    raise IntegrityError(f"the source ends {length - filled} bytes early")
                self._digest.update(view[filled : filled + count])
                filled += count

    def finish(self) -> str:
        """The digest of a source that has been read to its end, and checked against what it announced."""
        self._source.finish(self._digest.digest())
        return self._digest.hexdigest()


def read_whole(source: Source, size: int) -> tuple[bytearray, str]:
    """Reads a file that fits one put; gives its bytes and digest."""
    reader = HashingReader(source)
    body = bytearray(size)
    if size == 0:
        # Even a file without bytes must be asked for: it may be gone, or not empty at all.
        source.readinto(memoryview(bytearray(1)))
    reader.fill(body, size)
    return body, reader.finish()


def send_parts(source: Source, plan: PartPlan, sink: PartSink) -> str:
    """Reads a file part by part while the parts before are being sent; gives its digest.

    Returns or raises only when no part is on its way any more, so that an upload can be aborted for good.
    """
    reader = HashingReader(source)
    free: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
    for _ in range(min(plan.uploaders + 1, len(plan.lengths()))):
        free.put(bytearray(plan.part_size))

    def send(number: int, buffer: bytearray, length: int) -> None:
        try:
            sink.send(number, buffer if length == len(buffer) else bytes(memoryview(buffer)[:length]))
        finally:
            free.put(buffer)

    with ThreadPoolExecutor(plan.uploaders) as pool:
        on_their_way: list[Future[None]] = []
        try:
            for number, length in enumerate(plan.lengths(), start=1):
                buffer = free.get()
                on_their_way = [future for future in on_their_way if not _arrived(future)]
                reader.fill(buffer, length)
                on_their_way.append(pool.submit(send, number, buffer, length))
            digest = reader.finish()
            for future in on_their_way:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return digest


def _arrived(future: "Future[None]") -> bool:
    """Whether the part is there; raises if it never will be."""
    if not future.done():
        return False
    future.result()
    return True
