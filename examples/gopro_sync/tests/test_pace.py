"""Answers whose bytes come, but too slowly to be waited for."""

import socket
import threading
from collections.abc import Iterator

import pytest
from media_sync.pace import PacedResponse

PAUSE = 0.02
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"


@pytest.fixture
def trickling() -> Iterator:
    """Answers that begin with `at_once`, and then go on byte by byte until nobody listens."""
    threads: list[threading.Thread] = []
    ends: list[socket.socket] = []

    def answer(at_once: bytes, timeout: float) -> PacedResponse:
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout)

        def send() -> None:
            done = threading.Event()
            with theirs:
                try:
                    theirs.sendall(at_once)
                    while not done.wait(PAUSE):
                        theirs.sendall(b"x")
                except OSError:
                    return

        threads.append(threading.Thread(target=send))
        ends.append(ours)
        threads[-1].start()
        return PacedResponse(ours, method="GET")

    yield answer
    for end in ends:
        end.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_a_body_that_trickles_is_given_up_though_no_single_byte_is_late(trickling):  # GS-17
    with trickling(HEAD, timeout=10 * PAUSE) as response:
        response.begin()
        with pytest.raises(TimeoutError):
            response.readinto(memoryview(bytearray(1000)))


def test_a_head_that_trickles_is_given_up(trickling):  # GS-17
    with trickling(HEAD[:10], timeout=10 * PAUSE) as response, pytest.raises(TimeoutError):
        response.begin()


def test_each_read_has_its_own_time(trickling):
    with trickling(HEAD + b"a" * 5000, timeout=60.0) as response:
        response.begin()
        assert response.readinto(memoryview(bytearray(1000))) == 1000
        response.within(10 * PAUSE)
        with pytest.raises(TimeoutError):
            response.readinto(memoryview(bytearray(100_000)))


def test_what_is_there_already_is_read_in_any_case(trickling):
    with trickling(HEAD + b"a" * 5000, timeout=60.0) as response:
        response.begin()
        body = memoryview(bytearray(5000))
        response.within(60.0)
        assert response.readinto(body) == 5000
        assert bytes(body) == b"a" * 5000
