"""What every provider must do, over real HTTP: one suite for all of PROVIDERS."""  # GS-1 GS-4 GS-20

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import authenticator
import downloader
import lister
import pytest
from media_sync.credentials import Credentials
from media_sync.errors import (
    AuthenticationFailed,
    IntegrityError,
    ProviderUnavailable,
    RateLimited,
    SourceDeleted,
    SyncError,
    UnexpectedResponse,
)
from media_sync.location import Location
from media_sync.model import MediaItem
from media_sync.naming import object_key
from media_sync.providers import CloudProvider, ProviderFactory
from media_sync.retry import Patience
from media_sync.source import SourceStream
from media_sync.transfer import read_whole
from stand_in import StandIn

PROVIDERS = ("gopro", "google-drive")


@dataclass
class Connected:
    """A provider, its stand-in, and what was waited for in between."""

    name: str
    provider: CloudProvider
    stand_in: StandIn
    credentials: Credentials
    waits: list[float]

    @property
    def token(self) -> str:
        return self.credentials.access_token

    def listed(self) -> list[MediaItem]:
        return list(self.provider.list_media(self.token))

    def download(self, item: MediaItem, location: Location | None = None) -> str:
        """Read the bytes as the downloader does; return their digest."""
        patience = Patience(lambda: 900_000, sleep=self.waits.append, chance=lambda: 1.0)
        source = SourceStream(
            lambda: location or self.provider.download_url(self.token, item.media_id),
            item.size,
            patience,
            checksum=item.checksum,
        )
        try:
            body, *_ = read_whole(source, item.size)
        finally:
            source.close()
        return hashlib.sha256(body).hexdigest()


@pytest.fixture(params=PROVIDERS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def connect(name: str, serve: Any) -> Callable[..., Connected]:
    def make(sizes: dict[str, int], *faults: str, **options: Any) -> Connected:
        stand_in = serve(sizes, faults, provider=name, **options)
        waits: list[float] = []
        # Three minutes, so that a provider which never mends is given up within the test's own patience.
        patience = Patience(lambda: 180_000, sleep=waits.append, chance=lambda: 1.0)
        provider = ProviderFactory.create(name, stand_in.url, patience)
        credentials = Credentials.parse(json.dumps(stand_in.credentials()))
        return Connected(name, provider, stand_in, credentials, waits)

    return make


class TestAuthenticate:
    def test_new_tokens_work_and_can_be_renewed_again(self, connect) -> None:  # GS-4 GS-5
        cloud = connect({"a.MP4": 1})
        first = cloud.provider.authenticate(cloud.credentials)
        second = cloud.provider.authenticate(first)
        assert len({cloud.token, first.access_token, second.access_token}) == 3
        assert [item.filename for item in cloud.provider.list_media(second.access_token)] == ["a.MP4"]
        assert second.expires_at > cloud.credentials.expires_at

    def test_a_refresh_token_that_was_replaced_is_refused_and_one_that_was_not_stays(self, connect) -> None:
        cloud = connect({})
        renewed = cloud.provider.authenticate(cloud.credentials)
        if renewed.text("refresh_token") == cloud.credentials.text("refresh_token"):
            assert cloud.provider.authenticate(cloud.credentials).access_token
        else:
            with pytest.raises(AuthenticationFailed):
                cloud.provider.authenticate(cloud.credentials)

    @pytest.mark.parametrize("field", ["refresh_token", "client_secret"])
    def test_wrong_credentials_are_refused(self, connect, field) -> None:
        cloud = connect({})
        wrong = Credentials({**cloud.credentials.fields, field: "wrong"}, cloud.credentials.expires_at)
        with pytest.raises(AuthenticationFailed):
            cloud.provider.authenticate(wrong)

    def test_a_token_that_expired_or_never_was_is_refused_everywhere(self, connect) -> None:
        cloud = connect({"a.MP4": 1}, token_lifetime=timedelta(0))
        for token in (cloud.token, "never"):
            with pytest.raises(AuthenticationFailed):
                list(cloud.provider.list_media(token))
            with pytest.raises(AuthenticationFailed):
                cloud.provider.download_url(token, cloud.stand_in.library.files[0].media_id)


class TestList:
    @pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
    def test_every_item_is_listed_once(self, connect, count) -> None:  # GS-4 GS-6
        cloud = connect({f"GX{n:04}.MP4": n % 3 for n in range(count)})
        assert [(item.media_id, item.filename, item.size) for item in cloud.listed()] == [
            (file.media_id, file.filename, file.size) for file in cloud.stand_in.library.files
        ]

    def test_videos_and_photos_say_what_they_are_and_when_they_were_taken(self, connect) -> None:
        cloud = connect({"a.MP4": 1, "b.JPG": 1})
        files = cloud.stand_in.library.files
        assert [(item.media_type, item.captured().isoformat()) for item in cloud.listed()] == [
            (file.media_type, file.captured_at) for file in files
        ]

    def test_what_is_listed_twice_is_given_once(self, connect) -> None:
        cloud = connect({f"{n}.MP4": 1 for n in range(150)}, "duplicate-items:forever")
        assert len({item.media_id for item in cloud.listed()}) == len(cloud.listed()) == 150

    def test_a_library_that_grows_while_it_is_listed_loses_nothing_and_repeats_nothing(self, connect) -> None:
        cloud = connect({f"b{n:03}.MP4": 1 for n in range(150)})
        before = {file.media_id for file in cloud.stand_in.library.files}
        listing = cloud.provider.list_media(cloud.token)
        ids = [item.media_id for item in islice(listing, 100)]
        folder = cloud.stand_in.library.files[0].path.parent
        # Sorted by name these come before all others: they push what was on the first page onto the second.
        for n in range(20):
            (folder / f"a{n:03}.MP4").write_bytes(b"x")
        cloud.stand_in.library = type(cloud.stand_in.library).of_folder(folder)
        ids += [item.media_id for item in listing]
        assert len(ids) == len(set(ids))
        assert before <= set(ids)

    def test_pages_that_loop_are_an_error(self, connect) -> None:
        cloud = connect({f"{n}.MP4": 1 for n in range(150)}, "cursor-loop:forever")
        with pytest.raises(UnexpectedResponse, match="loops"):
            cloud.listed()

    def test_an_empty_page_is_not_the_end(self, connect) -> None:
        cloud = connect({f"{n}.MP4": 1 for n in range(150)}, "empty-page:forever")
        assert len(cloud.listed()) == 150

    def test_media_that_is_still_being_uploaded_is_left_for_another_night(self, connect) -> None:
        cloud = connect({"a.MP4": 1, "b.MP4": 1})
        cloud.stand_in.uploading = {cloud.stand_in.library.files[0].media_id}
        assert [item.filename for item in cloud.listed()] == ["b.MP4"]

    @pytest.mark.parametrize(
        "filename", ["Übung 🎥 наше.MP4", "a'b\"c;$(rm -rf ~).MP4", "a%2f..%2f..\\etc\n.MP4"]
    )
    def test_a_name_is_carried_as_it_is_and_harms_no_key(self, connect, filename) -> None:
        (item,) = connect({filename: 1}).listed()
        assert item.filename == filename
        key = object_key("provider", item)
        assert key.isascii()
        assert not set(key) & set("'\"$;%~ ()")
        assert ".." not in key.split("/")


class TestDownload:
    @pytest.mark.parametrize("size", [0, 1, 300_000])
    def test_the_bytes_are_the_sources(self, connect, size) -> None:  # GS-7
        cloud = connect({"a.MP4": size})
        (item,) = cloud.listed()
        assert cloud.download(item) == cloud.stand_in.library.files[0].sha256

    @pytest.mark.parametrize("fault", ["dropped-connection:2", "truncated-body:2"])
    def test_a_broken_connection_is_taken_up_where_it_broke(self, connect, fault) -> None:  # GS-7
        cloud = connect({"a.MP4": 8_000_000}, fault)
        (item,) = cloud.listed()
        assert cloud.download(item) == cloud.stand_in.library.files[0].sha256
        assert cloud.stand_in.requests[item.media_id] == 3
        assert cloud.stand_in.lookups[item.media_id] == 1

    def test_a_location_that_expired_is_looked_up_again(self, connect) -> None:  # GS-4
        cloud = connect({"a.MP4": 10}, "expired-url:2")
        (item,) = cloud.listed()
        assert cloud.download(item) == cloud.stand_in.library.files[0].sha256
        assert cloud.stand_in.lookups[item.media_id] == 3

    def test_a_deleted_file_is_a_deleted_source(self, connect) -> None:  # GS-7
        cloud = connect({"a.MP4": 10}, "one-file-gone")
        (item,) = cloud.listed()
        with pytest.raises(SourceDeleted):
            cloud.download(item)

    def test_a_file_deleted_after_its_look_up_is_a_deleted_source(self, connect) -> None:
        cloud = connect({"a.MP4": 10})
        (item,) = cloud.listed()
        location = cloud.provider.download_url(cloud.token, item.media_id)
        cloud.stand_in.library.files[0].path.unlink()
        with pytest.raises(SourceDeleted):
            cloud.download(item, location)

    @pytest.mark.parametrize("fault", ["wrong-bytes", "wrong-length", "longer-file", "html-file"])
    def test_bytes_that_are_not_those_announced_are_never_taken(self, connect, fault) -> None:  # GS-7
        cloud = connect({"a.MP4": 100_000}, f"{fault}:forever")
        (item,) = cloud.listed()
        with pytest.raises((IntegrityError, ProviderUnavailable)):
            cloud.download(item)

    def test_a_redirect_to_another_origin_is_followed_without_the_token(self, connect) -> None:
        cloud = connect({"a.MP4": 100}, "redirected:forever")
        (item,) = cloud.listed()
        assert cloud.download(item) == cloud.stand_in.library.files[0].sha256
        assert cloud.stand_in.faults.count("redirected") == 1
        assert cloud.stand_in.tokens_seen_by_file_host == 0

    def test_redirects_in_circles_are_given_up(self, connect) -> None:
        cloud = connect({"a.MP4": 100}, "redirect-loop:forever")
        (item,) = cloud.listed()
        with pytest.raises(UnexpectedResponse, match="redirects"):
            cloud.download(item)


class TestPatience:
    @pytest.mark.parametrize("fault", ["429-storm:3", "server-errors:3", "busy:2"])
    def test_a_provider_that_asks_for_patience_gets_it(self, connect, fault) -> None:  # GS-4
        cloud = connect({"a.MP4": 10}, fault)
        assert len(cloud.listed()) == 1
        assert len(cloud.waits) == cloud.stand_in.faults.count(fault.split(":")[0])

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ("429-storm", RateLimited),
            ("server-errors", ProviderUnavailable),
            ("html-listing", ProviderUnavailable),
        ],
    )
    def test_one_that_never_mends_is_given_up_by_name(self, connect, fault, error) -> None:
        cloud = connect({"a.MP4": 10}, f"{fault}:forever")
        with pytest.raises(error):
            cloud.listed()

    @pytest.mark.parametrize("fault", ["html-listing", "html-look-up"])
    def test_a_web_page_instead_of_an_answer_is_asked_again(self, connect, fault) -> None:
        cloud = connect({"a.MP4": 10}, f"{fault}:1")
        (item,) = cloud.listed()
        assert cloud.download(item) == cloud.stand_in.library.files[0].sha256
        assert cloud.stand_in.faults.count(fault) == 1


class TestSecrecy:
    def test_no_token_is_in_a_log_line_an_error_or_an_answer(
        self, cloud, connect, name, context, capsys, caplog
    ) -> None:
        connected = connect(
            {"a.MP4": 10, "b.MP4": 10}, "expired-token:1", "429-storm:1", "wrong-bytes:forever"
        )
        cloud.connect(connected.stand_in)
        run = {"provider": name, "correlation_id": "run-1"}
        said = [json.dumps(authenticator.handler(run, context))]
        listed = lister.handler(run, context)
        for item in listed["items"]:
            with pytest.raises(SyncError) as caught:
                downloader.handler({**run, "item": item}, context)
            said.append(f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}")
        said += [json.dumps(listed), capsys.readouterr().out, caplog.text]
        tokens = {
            *(
                connected.credentials.text(name)
                for name in ("access_token", "refresh_token", "client_secret")
            ),
            *connected.stand_in.tokens._access,
            *connected.stand_in.tokens._refresh,
        }
        assert len(tokens) > 4
        assert not [token for token in tokens for text in said if token in text]

    def test_a_location_shows_neither_its_url_nor_its_headers(self, connect) -> None:
        cloud = connect({"a.MP4": 10})
        (item,) = cloud.listed()
        location = cloud.provider.download_url(cloud.token, item.media_id)
        assert location.url not in repr(location)
        assert cloud.token not in repr(location)


def test_the_same_id_at_two_providers_is_two_items(cloud, serve, context, monkeypatch) -> None:  # GS-20
    outcomes = {}
    for name in PROVIDERS:
        stand_in = serve({"a.MP4": 1000}, provider=name)
        monkeypatch.setattr(cloud, "secret", f"{cloud.table}-{name}")
        monkeypatch.setenv("CREDENTIALS_SECRET", cloud.secret)
        cloud.connect(stand_in)
        run = {"provider": name, "correlation_id": f"run-{name}"}
        (item,) = lister.handler(run, context)["items"]
        outcomes[name] = downloader.handler({**run, "item": item}, context)
    assert {outcome["media_id"] for outcome in outcomes.values()} == {item["media_id"]}
    assert [outcome["status"] for outcome in outcomes.values()] == ["COMPLETED", "COMPLETED"]
    stored = cloud.keys()
    assert sorted(key.split("/")[0] for key in stored) == sorted(PROVIDERS)
    for name in PROVIDERS:
        assert cloud.row(item["media_id"], name)["owner"] == f"run-{name}"
