"""The stand-in behaves as the provider would, so that what passes against it means something."""

import http.client
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from stand_in import FAULTS, Fault, StandIn, make_samples


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Connection": "close", **headers})
    response = connection.getresponse()
    try:
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def file_url(stand_in: StandIn) -> str:
    token = stand_in.credentials()["access_token"]
    look_up = f"{stand_in.url}/media/{stand_in.library.files[0].media_id}/download"
    status, _, body = get(look_up, Authorization=f"Bearer {token}")
    assert status == 200
    return json.loads(body)["_embedded"]["files"][0]["url"]


def test_ranges_are_served_only_of_the_same_version(serve):
    stand_in = serve({"a": 100})
    url, content = file_url(stand_in), stand_in.library.files[0].path.read_bytes()
    _, headers, whole = get(url)
    etag = headers["etag"]
    assert whole == content
    status, headers, rest = get(url, **{"Range": "bytes=60-", "If-Range": etag})
    assert (status, headers["content-range"], rest) == (206, "bytes 60-99/100", content[60:])
    assert get(url, **{"Range": "bytes=60-", "If-Range": '"other"'})[::2] == (200, content)
    assert get(url, Range="bytes=100-")[0] == 416


def test_urls_are_signed_and_expire(serve):
    stand_in = serve({"a": 1, "b": 1}, url_lifetime=timedelta(seconds=-1))
    assert get(file_url(stand_in))[0] == 403
    fresh = stand_in.url + stand_in.signer.sign("/files/0", 2_000_000_000)
    assert get(fresh)[0] == 404
    assert get(fresh.replace("/files/0", "/files/1"))[0] == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_the_api_wants_a_token(serve, headers):
    assert get(f"{serve({}).url}/media/search", **headers)[0] == 401


def test_a_truncated_body_is_announced_whole_and_a_dropped_one_reset(serve):
    with pytest.raises(http.client.IncompleteRead):
        get(file_url(serve({"a": 100}, ["truncated-body"])))
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        get(file_url(serve({"a": 10_000_000}, ["dropped-connection"])))


def test_a_fault_bites_as_often_as_it_is_told():
    fault = Fault.parse("server-errors:2")
    assert [fault.bite() for _ in range(4)] == [True, True, False, False]
    assert fault.bites == 2
    assert all(Fault.parse("server-errors:forever").bite() for _ in range(100))
    assert Fault.parse("one-file-gone").times is None


@pytest.mark.parametrize("text", ["nonsense", "", "server-errors:0", "server-errors:x", "server-errors:"])
def test_a_fault_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match=r"there is no fault|can bite"):
        Fault.parse(text)


def test_every_fault_is_described():
    assert all(kind.description and name == kind.name for name, kind in FAULTS.items())


def test_the_samples_are_the_same_every_time(tmp_path, monkeypatch):
    monkeypatch.setattr("stand_in._samples.LARGE", 1_500_000)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        make_samples(tmp_path / folder, 1000)
    one, two = (sorted((tmp_path / folder).iterdir()) for folder in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert sorted(path.stat().st_size for path in one) == [0, 1, 999, 1000, 1001, 123_456, 1_500_000]
