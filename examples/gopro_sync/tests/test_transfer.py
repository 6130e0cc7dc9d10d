"""The pipeline between source and bucket, with both ends replaced."""

import hashlib
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_sync.checksums import crc32
from media_sync.errors import IntegrityError
from media_sync.parts import MIB, PartPlan
from media_sync.transfer import read_whole, send_parts


class Source:
    """Gives its bytes in pieces of whatever size comes."""

    def __init__(self, content: bytes, pieces: int = 1 << 30) -> None:
        self._content = content
        self._pieces = pieces
        self._position = 0
        self.finished_at: int | None = None

    def readinto(self, view: memoryview) -> int:
        piece = self._content[self._position : self._position + min(len(view), self._pieces)]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def finish(self) -> str:
        self.finished_at = self._position
        return "announced"


class Parts:
    """Keeps what it is sent."""

    def __init__(self, failing: int = 0) -> None:
        self.parts: dict[int, bytes] = {}
        self.checksums: dict[int, str] = {}
        self.buffers: set[int] = set()
        self.under_way = 0
        self._failing = failing
        self._lock = threading.Lock()

    def send(self, number: int, body: memoryview, crc32: str) -> None:
        with self._lock:
            self.under_way += 1
            self.parts[number] = bytes(body)
            self.checksums[number] = crc32
            self.buffers.add(id(body.obj))
        try:
            if number == self._failing:
                raise OSError("part refused")
        finally:
            with self._lock:
                self.under_way -= 1

    @property
    def content(self) -> bytes:
        return b"".join(self.parts[number] for number in sorted(self.parts))


CONTENT = hashlib.shake_128(b"media").digest(4 * MIB + 12_345)


@settings(max_examples=15, deadline=None)
@given(
    part_size=st.integers(300_000, 3 * MIB),
    pieces=st.integers(10_000, MIB),
    size=st.integers(1, len(CONTENT)),
)
def test_every_byte_arrives_once_and_in_order(part_size, pieces, size):  # GS-7
    content = CONTENT[:size]
    source, sink = Source(content, pieces), Parts()
    assert send_parts(source, PartPlan(size, part_size), sink) == "announced"
    assert sink.content == content
    assert sink.checksums == {number: crc32(part) for number, part in sink.parts.items()}
    assert source.finished_at == size


def test_buffers_are_recycled():  # GS-7
    sink = Parts()
    send_parts(Source(CONTENT), PartPlan(len(CONTENT), 100_000), sink)
    assert len(sink.parts) == 43
    # Two on their way, and one being filled. Even the short last part is no copy.
    assert len(sink.buffers) <= 3


@pytest.mark.parametrize("failing", [1, 2, 30, 43])
def test_a_part_that_is_refused_ends_the_transfer_with_nothing_on_its_way(failing):  # GS-7
    sink = Parts(failing)
    with pytest.raises(OSError, match="part refused"):
        send_parts(Source(CONTENT), PartPlan(len(CONTENT), 100_000), sink)
    assert sink.under_way == 0
    assert len(sink.parts) <= failing + 4


def test_a_source_that_ends_early_is_noticed():  # GS-7
    plan = PartPlan(len(CONTENT) + 1, MIB)
    with pytest.raises(IntegrityError, match="1 bytes early"):
        send_parts(Source(CONTENT), plan, Parts())
    with pytest.raises(IntegrityError, match="1 bytes early"):
        read_whole(Source(b"abc"), 4)


@pytest.mark.parametrize("content", [b"", b"x", b"abc"])
def test_a_small_file_is_read_whole(content):
    assert read_whole(Source(content), len(content)) == (content, crc32(content), "announced")
