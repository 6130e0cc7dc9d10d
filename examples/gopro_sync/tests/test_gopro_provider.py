"""The GoPro provider over real HTTP."""

import json
from datetime import timedelta

import pytest
from media_sync.credentials import Credentials
from media_sync.errors import AuthenticationFailed, InvalidEvent, SourceDeleted, UnexpectedResponse
from media_sync.http_client import ApiClient
from media_sync.providers import GoogleDriveProvider, GoProProvider, ProviderFactory
from media_sync.retry import Patience


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def connect(waits):
    def make(stand_in):
        patience = Patience(lambda: 900_000, sleep=waits.append, chance=lambda: 1.0)
        provider = ProviderFactory.create("gopro", stand_in.url, patience)
        credentials = stand_in.credentials()
        return provider, Credentials.parse(json.dumps(credentials))

    return make


def test_the_factory_knows_its_providers(waits):  # GS-1
    patience = Patience(lambda: 900_000)
    assert isinstance(ProviderFactory.create("gopro", None, patience), GoProProvider)
    assert isinstance(ProviderFactory.create("google-drive", None, patience), GoogleDriveProvider)
    with pytest.raises(InvalidEvent, match="no provider 'dropbox'; there are: google-drive, gopro"):
        ProviderFactory.create("dropbox", None, patience)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_page_is_listed(serve, connect, count):  # GS-4
    stand_in = serve({f"GX{n:04}.MP4": n % 3 for n in range(count)})
    provider, credentials = connect(stand_in)
    listed = list(provider.list_media(credentials.access_token))
    assert [(item.media_id, item.filename, item.size, item.captured_at) for item in listed] == [
        (file.media_id, file.filename, file.size, file.captured_at) for file in stand_in.library.files
    ]


def test_refresh_tokens_rotate(serve, connect):  # GS-4
    provider, credentials = connect(serve({"a": 1}))
    renewed = provider.authenticate(credentials)
    assert renewed.access_token != credentials.access_token
    assert [item.filename for item in provider.list_media(renewed.access_token)] == ["a"]
    with pytest.raises(AuthenticationFailed):
        provider.authenticate(credentials)


def test_a_token_that_expired_or_never_was_is_refused(serve, connect):
    provider, credentials = connect(serve({"a": 1}, token_lifetime=timedelta(0)))
    for token in (credentials.access_token, "never"):
        with pytest.raises(AuthenticationFailed):
            list(provider.list_media(token))


def test_a_storm_of_429_is_sat_out_as_the_provider_asks(serve, connect, waits):  # GS-4
    stand_in = serve({"a": 1}, ["429-storm:3"])
    provider, credentials = connect(stand_in)
    assert len(list(provider.list_media(credentials.access_token))) == 1
    # As a date, without a hint (so by backoff, the second bound of which is a second), and in seconds.
    as_a_date, by_backoff, in_seconds = waits
    assert 0 <= as_a_date <= 1.25
    assert by_backoff == 1.0
    assert in_seconds == 1.25


def test_server_errors_are_sat_out(serve, connect, waits):
    provider, credentials = connect(serve({"a": 1}, ["server-errors:2"]))
    assert len(list(provider.list_media(credentials.access_token))) == 1
    assert waits == [0.5, 1.0]


def test_the_download_url_is_the_originals(serve, connect):  # GS-4
    stand_in = serve({"a": 1})
    provider, credentials = connect(stand_in)
    media_id = stand_in.library.files[0].media_id
    location = provider.download_url(credentials.access_token, media_id)
    assert location.url.startswith(f"{stand_in.url}/files/{media_id}?expires=")
    # The URL is signed: its host needs no token, and is given none.
    assert location.headers == {}


def test_a_deleted_file_is_a_deleted_source(serve, connect):  # GS-7
    provider, credentials = connect(serve({"a": 1}))
    with pytest.raises(SourceDeleted):
        provider.download_url(credentials.access_token, "0123456789abcd")


class Answers:
    """An API that answers from a list."""

    base_url = "https://api.example.com"

    def __init__(self, *documents: dict) -> None:
        self._documents = iter(documents)

    def get(self, path: str, token: str) -> dict:
        return next(self._documents)


def provider_answering(monkeypatch, *documents):
    provider = GoProProvider(None, Patience(lambda: 900_000))
    monkeypatch.setattr(provider, "_api", Answers(*documents))
    return provider


def page(number: int, pages: int, *ids: str, **fields) -> dict:
    media = [
        {
            "id": media_id,
            "filename": f"{media_id}.MP4",
            "file_size": 1,
            "captured_at": "2026-01-01T00:00:00Z",
            "type": "Video",
            **fields,
        }
        for media_id in ids
    ]
    return {"_pages": {"current_page": number, "total_pages": pages}, "_embedded": {"media": media}}


def test_what_is_seen_twice_is_listed_once(monkeypatch):  # GS-6
    provider = provider_answering(monkeypatch, page(1, 2, "a", "b", "b"), page(2, 2, "b", "c"))
    assert [item.media_id for item in provider.list_media("t")] == ["a", "b", "c"]


@pytest.mark.parametrize("second", [page(1, 2, "c"), page(2, 2, "a", "b")])
def test_pages_that_loop_are_an_error(monkeypatch, second):  # GS-6
    provider = provider_answering(monkeypatch, page(1, 2, "a", "b"), second)
    with pytest.raises(UnexpectedResponse, match="loops at page 2"):
        list(provider.list_media("t"))


def test_a_library_that_shrinks_while_it_is_listed_comes_to_an_end(monkeypatch):
    provider = provider_answering(monkeypatch, page(1, 9, "a"), page(2, 1))
    assert [item.media_id for item in provider.list_media("t")] == ["a"]


def test_an_empty_page_is_not_the_end(monkeypatch):  # GS-6, GS-17
    provider = provider_answering(monkeypatch, page(1, 4, "a"), page(2, 4), page(3, 4), page(4, 4, "b"))
    assert [item.media_id for item in provider.list_media("t")] == ["a", "b"]


def test_empty_pages_without_end_are_an_error(monkeypatch):  # GS-6, GS-17
    provider = provider_answering(monkeypatch, *(page(n, n + 1) for n in range(1, 100)))
    with pytest.raises(UnexpectedResponse, match="11 pages of the media listing in a row are empty"):
        list(provider.list_media("t"))


def test_media_that_is_still_being_uploaded_is_left_for_another_night(monkeypatch, caplog):
    provider = provider_answering(monkeypatch, page(1, 2, "a", file_size=None), page(2, 2, "b"))
    assert [item.media_id for item in provider.list_media("t")] == ["b"]


@pytest.mark.parametrize(
    "document",
    [{}, {"_pages": {}}, {"_pages": {"current_page": 1, "total_pages": 1}, "_embedded": {"media": ["x"]}}],
)
def test_a_listing_that_breaks_its_contract_is_an_error(monkeypatch, document):
    with pytest.raises(UnexpectedResponse):
        list(provider_answering(monkeypatch, document).list_media("t"))


@pytest.mark.parametrize(
    "url", ["http://cdn.example.com/a", "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next"]
)
def test_a_download_url_that_may_not_be_requested_is_refused(monkeypatch, url):
    provider = provider_answering(monkeypatch, {"_embedded": {"files": [{"url": url}]}})
    with pytest.raises(UnexpectedResponse):
        provider.download_url("t", "a")


def test_the_source_is_preferred_to_its_renditions(monkeypatch):
    files = {
        "files": [{"url": "https://cdn.example.com/file"}],
        "variations": [
            {"label": "1080p", "url": "https://cdn.example.com/small"},
            {"label": "source", "url": "https://cdn.example.com/original"},
        ],
    }
    provider = provider_answering(monkeypatch, {"_embedded": files})
    assert provider.download_url("t", "a").url == "https://cdn.example.com/original"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "a"},
        {"access_token": "", "expires_in": 99},
        {"access_token": "a", "expires_in": 0},
    ],
)
def test_a_token_answer_without_a_usable_token_is_an_error(monkeypatch, connect, serve, answer):
    provider, credentials = connect(serve({}))
    monkeypatch.setattr(ApiClient, "post_form", lambda *_: answer)
    with pytest.raises(UnexpectedResponse):
        provider.authenticate(credentials)
