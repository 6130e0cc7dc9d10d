"""What is Drive's own: its queries, its times, its checksums and its many reasons for a 403."""  # GS-20

import http.client
import json
from urllib.parse import quote, urlsplit

import downloader
import lister
import pytest
from media_sync.credentials import Credentials
from media_sync.errors import RateLimited, Refused, SourceDeleted, UnexpectedResponse
from media_sync.providers import GoogleDriveProvider
from media_sync.providers.google_drive import explain
from media_sync.retry import Patience
from stand_in._google_drive import NOT_ASKED_FOR

RUN = {"provider": "google-drive", "correlation_id": "run-1"}
ENTRY = {
    "id": "a",
    "name": "a.jpg",
    "mimeType": "image/jpeg",
    "size": "7",
    "createdTime": "2026-02-03T04:05:06.000Z",
}


@pytest.fixture
def drive(serve, cloud):
    def start(sizes, *faults, **options):
        stand_in = serve(sizes, faults, provider="google-drive", **options)
        cloud.connect(stand_in)
        return stand_in

    return start


class Answers:
    """An API that answers from a list and remembers what it was asked."""

    base_url = "https://www.googleapis.com"

    def __init__(self, *documents: dict) -> None:
        self._documents = iter(documents)
        self.asked: list[str] = []

    def get(self, path: str, token: str) -> dict:
        self.asked.append(path)
        return next(self._documents)


def provider_answering(monkeypatch, *documents):
    provider = GoogleDriveProvider(None, Patience(lambda: 900_000))
    monkeypatch.setattr(provider, "_api", Answers(*documents))
    return provider


def listed(monkeypatch, **fields):
    (item,) = provider_answering(monkeypatch, {"files": [{**ENTRY, **fields}]}).list_media("t")
    return item


def test_only_own_videos_and_photos_are_listed(drive, context):
    stand_in = drive({"a.MP4": 1})
    answer = lister.handler(RUN, context)
    assert [item["filename"] for item in answer["items"]] == ["a.MP4"]
    # Unasked, Drive lists all the rest as well: documents, shortcuts, what is in the bin, what others shared.
    parts = urlsplit(stand_in.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    token = stand_in.credentials()["access_token"]
    connection.request("GET", "/drive/v3/files", headers={"Authorization": f"Bearer {token}"})
    everything = json.loads(connection.getresponse().read())["files"]
    connection.close()
    assert {entry["id"] for entry in everything} > {entry["id"] for entry in NOT_ASKED_FOR}


def test_the_hosts_of_the_api_and_of_the_tokens_are_googles_own():
    provider = GoogleDriveProvider(None, Patience(lambda: 900_000))
    assert provider._api.base_url == "https://www.googleapis.com"
    assert provider._tokens.base_url == "https://oauth2.googleapis.com"


def test_a_photo_was_taken_when_its_camera_says_so(monkeypatch):
    taken = listed(monkeypatch, imageMediaMetadata={"time": "2025:12:31 23:59:58"})
    assert taken.captured().isoformat() == "2025-12-31T23:59:58+00:00"


@pytest.mark.parametrize("metadata", [None, {}, {"time": "0000:00:00 00:00:00"}, "nonsense"])
def test_without_a_camera_that_knows_the_time_it_is_when_the_file_was_made(monkeypatch, metadata):
    item = listed(monkeypatch, imageMediaMetadata=metadata)
    assert item.captured().isoformat() == "2026-02-03T04:05:06+00:00"


@pytest.mark.parametrize(
    ("fields", "checksum"),
    [
        ({"sha256Checksum": "a" * 64, "md5Checksum": "b" * 32}, f"sha256:{'a' * 64}"),
        ({"md5Checksum": "b" * 32}, f"md5:{'b' * 32}"),
        ({}, None),
    ],
)
def test_the_best_checksum_that_drive_has_is_announced(monkeypatch, fields, checksum):  # GS-7
    item = listed(monkeypatch, **fields)
    assert (item.checksum, item.size) == (checksum, 7)


def test_a_page_token_that_comes_again_is_an_error(monkeypatch):
    pages = [{"files": [ENTRY], "nextPageToken": "same="}] * 2
    with pytest.raises(UnexpectedResponse, match="loops at page 2"):
        list(provider_answering(monkeypatch, *pages).list_media("t"))


def test_a_page_token_is_sent_back_as_it_came(monkeypatch):
    token = "~!!~AI9/+= x"
    provider = provider_answering(monkeypatch, {"files": [], "nextPageToken": token}, {"files": [ENTRY]})
    assert len(list(provider.list_media("t"))) == 1
    assert f"pageToken={quote(token, safe='').replace('%20', '+')}" in provider._api.asked[1]


def test_what_is_in_the_bin_is_a_deleted_source(monkeypatch):  # GS-7
    with pytest.raises(SourceDeleted, match="bin"):
        provider_answering(monkeypatch, {"trashed": True}).download_url("t", "a")


@pytest.mark.parametrize(
    ("fault", "what"), [("download-quota", "used up"), ("abusive-file", "malware or spam")]
)
def test_a_file_that_drive_will_not_hand_over_is_a_failure_that_says_why(
    cloud, drive, context, fault, what
):  # GS-7
    stand_in = drive({"a.MP4": 10}, fault)
    (item,) = lister.handler(RUN, context)["items"]
    with pytest.raises(Refused, match=what):
        downloader.handler({**RUN, "item": item}, context)
    # Asking again at once would only be refused again.
    assert stand_in.faults.count(fault) == 1
    row = cloud.row(item["media_id"], "google-drive")
    assert (row["status"], what in row["error"]) == ("FAILED", True)


class Refusal:
    """A 403 with a body."""

    status, host = 403, "www.googleapis.com"

    def __init__(self, body: object) -> None:
        self._body = body if isinstance(body, bytes) else json.dumps(body).encode()

    def read(self, limit: int) -> bytes:
        return self._body[:limit]


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
def test_a_client_in_a_hurry_is_told_to_wait(reason):
    error = explain(Refusal({"error": {"errors": [{"reason": reason}]}}))
    assert isinstance(error, RateLimited)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"error": {"errors": [{"reason": "insufficientPermissions"}]}}, "authorise again"),
        ({"error": {"errors": [{"reason": "domainPolicy"}]}}, "domainPolicy"),
        ({"error": {"errors": []}}, "does not say why"),
        ({"error": "no"}, "does not say why"),
        ([], "does not say why"),
        (b"<html>", "does not say why"),
        (b"\xff", "does not say why"),
    ],
)
def test_any_other_refusal_is_final_and_named(body, what):
    error = explain(Refusal(body))
    assert isinstance(error, Refused)
    assert what in str(error)


def test_only_a_403_has_to_be_explained():
    response = Refusal(b"")
    response.status = 401
    assert explain(response) is None


def test_the_refresh_token_stays_if_google_sends_no_new_one(drive):
    stand_in = drive({})
    provider = GoogleDriveProvider(stand_in.url, Patience(lambda: 900_000))
    credentials = Credentials.parse(json.dumps(stand_in.credentials()))
    renewed = provider.authenticate(credentials)
    assert renewed.text("refresh_token") == credentials.text("refresh_token")
    assert renewed.access_token != credentials.access_token
