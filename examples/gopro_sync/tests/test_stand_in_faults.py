"""Each fault of the stand-in really hurts whoever does not look, and is over when it should be."""

import hashlib
import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from stand_in import Fault, Library, StandIn
from stand_in._tokens import CLIENT_ID, CLIENT_SECRET

SIZE = 5000


@contextmanager
def asked(stand_in: StandIn, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    with closing(http.client.HTTPConnection(urlsplit(stand_in.url).netloc, timeout=5)) as connection:
        connection.request("GET", path, headers={"Connection": "close", **headers})
        yield connection.getresponse()


@pytest.fixture
def misbehaving() -> Iterator[Any]:
    """Starts stand-ins with three files and one fault that bites each of its victims once."""
    running: list[StandIn] = []

    def start(name: str, times: int | None = 1) -> StandIn:
        stand_in = StandIn(Library.made_up([SIZE, 0, SIZE]), [Fault(name, times, each=True)])
        running.append(stand_in.__enter__())
        return stand_in

    yield start
    for stand_in in running:
        stand_in.__exit__(None, None, None)


def file_path(stand_in: StandIn, number: int = 0) -> str:
    media_id = stand_in.library.files[number].media_id
    return stand_in.signer.sign(f"/files/{media_id}", 2_000_000_000)


def api(stand_in: StandIn, path: str) -> tuple[int, bytes]:
    token = stand_in.credentials()["access_token"]
    with asked(stand_in, path, Authorization=f"Bearer {token}") as answer:
        return answer.status, answer.read()


def listing(stand_in: StandIn, page: int = 1) -> tuple[list[int], int]:
    """The sizes on a page of the listing, and how many pages there are."""
    document = json.loads(api(stand_in, f"/media/search?page={page}&per_page=100")[1])
    sizes = [entry["file_size"] for entry in document["_embedded"]["media"]]
    return sizes, document["_pages"]["total_pages"]


def file_of(stand_in: StandIn, number: int = 0) -> bytes:
    with asked(stand_in, file_path(stand_in, number)) as answer:
        assert answer.status == 200
        return answer.read()


def is_good(stand_in: StandIn, number: int = 0) -> bool:
    return hashlib.sha256(file_of(stand_in, number)).hexdigest() == stand_in.library.files[number].sha256


@pytest.mark.parametrize(
    ("fault", "length"), [("longer-file", SIZE + 1), ("wrong-length", SIZE - 1), ("wrong-bytes", SIZE)]
)
def test_a_file_may_be_another_than_it_was_announced(misbehaving, fault, length):  # GS-17
    stand_in = misbehaving(fault)
    assert len(body := file_of(stand_in)) == length
    assert hashlib.sha256(body).hexdigest() != stand_in.library.files[0].sha256
    assert is_good(stand_in)
    assert not is_good(stand_in, 2), "each file is bitten"


def test_a_trickle_announces_the_whole_file(misbehaving):  # GS-17
    stand_in = misbehaving("slow-loris")
    with asked(stand_in, file_path(stand_in)) as answer:
        assert answer.getheader("Content-Length") == str(SIZE)
        assert len(answer.read1(SIZE)) < SIZE
    assert is_good(stand_in)


def test_a_busy_provider_says_when_it_will_be_back(misbehaving):  # GS-17
    stand_in = misbehaving("busy")
    with asked(stand_in, "/media/search") as answer:
        back = parsedate_to_datetime(answer.headers["Retry-After"])
        assert answer.status == 503
        assert back - datetime.now(UTC) < timedelta(seconds=2)
    assert listing(stand_in)[0] == [SIZE, 0, SIZE]


def test_web_pages_come_with_200(misbehaving):  # GS-17
    look_up = f"/media/{Library.made_up([SIZE]).files[0].media_id}/download"
    paths = {"html-listing": "/media/search?page=1", "html-look-up": look_up}
    for fault, path in paths.items():
        stand_in = misbehaving(fault)
        status, page = api(stand_in, path)
        assert (status, page[:15]) == (200, b"<!doctype html>")
        assert json.loads(api(stand_in, path)[1])
    stand_in = misbehaving("html-file")
    assert file_of(stand_in).startswith(b"<!doctype html>")
    assert is_good(stand_in)


def test_a_redirect_leads_to_another_host_that_has_the_file(misbehaving):  # GS-17
    stand_in = misbehaving("redirected", None)
    with asked(stand_in, path := file_path(stand_in)) as answer:
        location = urlsplit(answer.headers["Location"])
    assert (answer.status, location.hostname) == (302, "localhost")
    assert f"{location.path}?{location.query}" == path
    with asked(stand_in, path, Host=location.netloc) as answer:
        assert (answer.status, len(answer.read())) == (200, SIZE)


def test_a_redirect_may_lead_nowhere(misbehaving):  # GS-17
    stand_in = misbehaving("redirect-loop")
    with asked(stand_in, path := file_path(stand_in)) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, path)
    assert is_good(stand_in)


def test_listings_stutter_loop_and_have_holes(misbehaving):  # GS-17
    assert listing(misbehaving("duplicate-items")) == ([SIZE, 0, SIZE] * 2, 1)
    looping = misbehaving("cursor-loop", None)
    assert [listing(looping, page) for page in (1, 2, 9)] == [([SIZE, 0, SIZE], n) for n in (2, 3, 10)]
    with_a_hole = misbehaving("empty-page", None)
    assert [listing(with_a_hole, page) for page in (1, 2, 3)] == [([SIZE], 3), ([], 3), ([0, SIZE], 3)]


def test_files_may_grow_after_they_were_listed(misbehaving):  # GS-17
    stand_in = misbehaving("growing-file")
    assert listing(stand_in)[0] == [SIZE - 1, 0, SIZE - 1]
    assert listing(stand_in)[0] == [SIZE, 0, SIZE]
    assert is_good(stand_in)


def test_a_refresh_token_that_is_refused_is_not_used_up(misbehaving):  # GS-17
    stand_in = misbehaving("refused-refresh", None)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": stand_in.credentials()["refresh_token"],
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }

    def refresh() -> int:
        with closing(http.client.HTTPConnection(urlsplit(stand_in.url).netloc, timeout=5)) as connection:
            connection.request("POST", "/v1/oauth2/token", urlencode(form))
            return connection.getresponse().status

    assert [refresh(), refresh()] == [400, 400]
    stand_in.faults.calm()
    assert [refresh(), refresh()] == [200, 400]


def test_tokens_that_reach_the_file_host_are_counted(misbehaving):  # GS-17
    stand_in = misbehaving("busy", 0)
    with asked(stand_in, file_path(stand_in), Authorization="Bearer token"):
        assert stand_in.tokens_seen_by_file_host == 1
