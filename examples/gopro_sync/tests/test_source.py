"""The stream of a file from servers that tell less than they should."""

import base64
import hashlib
import socket
import threading
from collections.abc import Iterator

import pytest
from media_sync.errors import IntegrityError, StartOver, UnexpectedResponse
from media_sync.location import Location
from media_sync.retry import Patience
from media_sync.source import SourceStream
from media_sync.transfer import read_whole

CONTENT = b"0123456789"


@pytest.fixture
def answering() -> Iterator:
    """Starts servers that give each connection the next of their raw answers."""
    threads: list[threading.Thread] = []

    def serve(*answers: bytes, checksum: str | None = None) -> SourceStream:
        listener = socket.create_server(("127.0.0.1", 0))

        def answer_all() -> None:
            with listener:
                for answer in answers:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(answer)

        threads.append(threading.Thread(target=answer_all))
        threads[-1].start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/file"
        patience = Patience(lambda: 900_000, sleep=lambda _: None)
        return SourceStream(lambda: Location(url), len(CONTENT), patience, checksum=checksum)

    yield serve
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def read(source: SourceStream) -> tuple[bytes, str | None]:
    try:
        body, _, sha256 = read_whole(source, len(CONTENT))
        return bytes(body), sha256
    finally:
        source.close()


def ok(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def partial(body: bytes, *headers: str) -> bytes:
    return ok(body, *headers).replace(b"200 OK", b"206 Partial Content")


BROKEN = ok(CONTENT[:4], "Content-Length: 10", 'ETag: "1"')
SHA256 = hashlib.sha256(CONTENT)
ANNOUNCED = f"Repr-Digest: sha-256=:{base64.b64encode(SHA256.digest()).decode()}:"


def test_a_body_of_unannounced_length_is_counted(answering):  # GS-7
    assert read(answering(ok(CONTENT))) == (CONTENT, None)
    with pytest.raises(IntegrityError, match="goes on after 10 bytes"):
        read(answering(ok(CONTENT + b"x")))


def test_a_chunked_body_is_read(answering):
    chunks = b"4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"
    assert read(answering(ok(chunks, "Transfer-Encoding: chunked"))) == (CONTENT, None)


def test_the_rest_is_joined_to_what_was_read(answering):  # GS-7
    rest = partial(CONTENT[4:], 'ETag: "1"', "Content-Range: bytes 4-9/10", "Content-Length: 6")
    assert read(answering(BROKEN, rest)) == (CONTENT, None)


def test_an_announced_digest_is_that_of_all_pieces(answering):  # GS-7
    broken = ok(CONTENT[:4], "Content-Length: 10", 'ETag: "1"', ANNOUNCED)
    rest = partial(CONTENT[4:], 'ETag: "1"', "Content-Range: bytes 4-9/10", "Content-Length: 6")
    assert read(answering(broken, rest)) == (CONTENT, SHA256.hexdigest())
    other = partial(b"xxxxxx", 'ETag: "1"', "Content-Range: bytes 4-9/10", "Content-Length: 6")
    with pytest.raises(IntegrityError, match="another SHA-256"):
        read(answering(broken, other))


@pytest.mark.parametrize(
    ("rest", "error"),
    [
        (ok(CONTENT, 'ETag: "1"', "Content-Length: 10"), StartOver),
        (partial(CONTENT[4:], 'ETag: "2"', "Content-Range: bytes 4-9/10"), StartOver),
        (partial(CONTENT[4:], "Content-Range: bytes 4-9/10"), StartOver),
        (partial(CONTENT[4:], 'ETag: "1"'), StartOver),
        (partial(CONTENT[4:], 'ETag: "1"', "Content-Range: bytes 5-9/10"), IntegrityError),
        (partial(CONTENT[4:], 'ETag: "1"', "Content-Range: bytes 4-9/11"), IntegrityError),
        (b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n", StartOver),
        (b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n", UnexpectedResponse),
    ],
)
def test_a_rest_that_does_not_fit_is_never_joined(answering, rest, error):  # GS-7
    with pytest.raises(error):
        read(answering(BROKEN, rest))


@pytest.mark.parametrize("headers", [[], ['ETag: W/"1"']])
def test_without_a_strong_etag_nothing_is_continued(answering, headers):  # GS-7
    with pytest.raises(StartOver, match="neither an ETag nor a checksum"):
        read(answering(ok(CONTENT[:4], "Content-Length: 10", *headers)))


@pytest.mark.parametrize(("algorithm", "name"), [("sha256", "SHA-256"), ("md5", "MD5")])
def test_what_the_listing_announced_is_compared_with_what_was_read(answering, algorithm, name):  # GS-7 GS-20
    digest = hashlib.new(algorithm, CONTENT, usedforsecurity=False).hexdigest()
    whole = ok(CONTENT, "Content-Length: 10")
    known = digest if algorithm == "sha256" else None
    assert read(answering(whole, checksum=f"{algorithm}:{digest}")) == (CONTENT, known)
    with pytest.raises(IntegrityError, match=f"another {name}"):
        read(answering(whole.replace(b"9", b"8"), checksum=f"{algorithm}:{digest}"))


def test_with_a_checksum_a_source_without_etag_is_continued_and_two_versions_are_noticed(
    answering,
):  # GS-7 GS-20
    checksum = f"sha256:{SHA256.hexdigest()}"
    broken = ok(CONTENT[:4], "Content-Length: 10")
    rest = partial(CONTENT[4:], "Content-Range: bytes 4-9/10", "Content-Length: 6")
    assert read(answering(broken, rest, checksum=checksum)) == (CONTENT, SHA256.hexdigest())
    with pytest.raises(IntegrityError, match="another SHA-256"):
        read(answering(broken, rest.replace(b"456", b"xxx"), checksum=checksum))


def test_the_listing_is_believed_more_than_the_download(answering):
    whole = ok(CONTENT, "Content-Length: 10", ANNOUNCED)
    with pytest.raises(IntegrityError, match="another SHA-256"):
        read(answering(whole, checksum=f"sha256:{'0' * 64}"))


def test_an_answer_that_is_no_http_is_asked_for_again(answering):
    assert read(answering(b"nonsense\r\n\r\n", ok(CONTENT, "Content-Length: 10"))) == (CONTENT, None)
