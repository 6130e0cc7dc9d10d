"""The files that the stand-in makes up: always the same bytes, from wherever they are read."""

import hashlib
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in import Library, MediaFile

PATTERN = 4_194_301


def sent(file: MediaFile, start: int, count: int) -> bytes:
    """What a client receives."""
    here, there = socket.socketpair()
    with here, there:
        sender = threading.Thread(target=lambda: (file.send(there, start, count), there.close()))
        sender.start()
        received = b"".join(iter(lambda: here.recv(1 << 20), b""))
        sender.join()
    return received


@given(start=st.integers(0, 1000), count=st.integers(0, 1000))
def test_any_range_of_a_made_up_file_is_a_piece_of_the_same_bytes(start, count):
    (file,) = Library.made_up([2000]).files
    whole = sent(file, 0, 2000)
    assert hashlib.sha256(whole).hexdigest() == file.sha256
    assert sent(file, start, count) == whole[start : start + count]


@pytest.mark.parametrize("size", [0, 1, PATTERN, 2 * PATTERN + 7])
def test_a_made_up_file_is_as_long_as_it_says_and_has_the_digest_that_it_says(size):
    (file,) = Library.made_up([size]).files
    content = sent(file, 0, size)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (size, file.sha256)


def test_no_two_made_up_files_are_equal_and_a_library_is_the_same_every_time():
    library = Library.made_up([1000] * 500)
    assert len({file.sha256 for file in library.files}) == 500
    assert library.files == Library.made_up([1000] * 500).files
    assert all(library.find(file.media_id) is file for file in library.files)


@pytest.mark.parametrize("size", [0, 1, 50])
def test_of_a_damaged_file_another_digest_is_announced_until_it_is_mended(size):
    whole, damaged = Library.made_up([size, size], damaged_every=2).files
    content = sent(damaged, 0, size)
    mended = Library.made_up([size, size]).files[1]
    assert hashlib.sha256(sent(whole, 0, size)).hexdigest() == whole.sha256
    assert hashlib.sha256(content).hexdigest() == mended.sha256 != damaged.sha256
