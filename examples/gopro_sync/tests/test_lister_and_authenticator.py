"""The two short functions against the stand-in and the embedded AWS."""

import json
from datetime import timedelta

import authenticator
import lister
import pytest
from media_sync.errors import AuthenticationFailed, InvalidEvent, StorageUnavailable, TransferInterrupted

RUN = {"provider": "gopro", "correlation_id": "run-1"}


@pytest.fixture
def secret(cloud):
    return cloud.read_secret


def test_the_authenticator_renews_a_token_that_would_not_last_the_night(
    cloud, serve, secret, context
):  # GS-5
    stand_in = serve({})
    cloud.connect(stand_in)
    before = secret()
    first = authenticator.handler(RUN, context)
    after = secret()
    assert first == {**RUN, "refreshed": True, "expires_at": after["expires_at"]}
    assert after["access_token"] != before["access_token"]
    assert {**after, "access_token": "", "refresh_token": "", "expires_at": "", "updated_at": ""} == {
        **before,
        "access_token": "",
        "refresh_token": "",
        "expires_at": "",
        "updated_at": "",
    }
    assert authenticator.handler(RUN, context)["refreshed"] is False
    assert stand_in.tokens.refreshes == 1


def test_no_token_is_ever_logged_or_returned(cloud, serve, secret, context, capsys):  # GS-5
    cloud.connect(serve({"a": 1}))
    tokens = [secret()[name] for name in ("access_token", "refresh_token", "client_secret")]
    answers = [authenticator.handler(RUN, context), lister.handler(RUN, context)]
    tokens += [secret()[name] for name in ("access_token", "refresh_token")]
    said = json.dumps(answers) + capsys.readouterr().out
    assert not [token for token in tokens if token in said]


def test_a_refused_refresh_token_is_a_named_error_and_a_metric(cloud, serve, context, capsys, monkeypatch):
    stand_in = serve({})
    cloud.connect(stand_in)
    # No time to wait for another worker's token, as in a function of 30 seconds.
    monkeypatch.setattr(context, "_milliseconds", 15_000)
    stand_in.tokens.rotate(cloud.read_secret()["refresh_token"])
    with pytest.raises(AuthenticationFailed):
        authenticator.handler(RUN, context)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["AuthenticationFailures"] for line in lines if "_aws" in line] == [1]
    assert {line["correlation_id"] for line in lines} == {"run-1"}


def test_only_what_is_not_completed_is_listed(cloud, serve, context):  # GS-6
    stand_in = serve(dict.fromkeys("abcdef", 1))
    cloud.connect(stand_in)
    statuses = {
        "a": ("COMPLETED", "old"),
        "b": ("FAILED", "old"),
        "c": ("IN_PROGRESS", "old"),
        # Tried in this very run, in vain: listing it again would never end.
        "d": ("FAILED", "run-1"),
    }
    by_name = {file.filename: file for file in stand_in.library.files}
    for name, (status, owner) in statuses.items():
        key = {"provider": "gopro", "media_id": by_name[name].media_id}
        row = {**key, "status": status, "owner": owner}
        cloud.dynamodb.put_item(TableName=cloud.table, Item={key: {"S": value} for key, value in row.items()})
    answer = lister.handler(RUN, context)
    assert [item["filename"] for item in answer.pop("items")] == ["b", "c", "e", "f"]
    assert answer.pop("duration_ms") >= 0
    assert answer.pop("peak_memory_mb") > 0
    assert answer == {**RUN, "found": 6, "new": 4, "remaining": 0, "next": None, "manifest": None}


def manifest_of(cloud, answer) -> list[dict]:
    assert answer["manifest"]["bucket"] == cloud.bucket
    text = cloud.s3.get_object(Bucket=cloud.bucket, Key=answer["manifest"]["key"])["Body"].read()
    return [json.loads(line) for line in text.splitlines()]


def test_more_than_the_payload_carries_goes_into_a_manifest(cloud, serve, context, monkeypatch):  # GS-6
    monkeypatch.setenv("MAX_ITEMS", "3")
    cloud.connect(serve({f"GX{n:03}.MP4": 0 for n in range(120)}))
    answer = lister.handler(RUN, context)
    assert (len(answer["items"]), answer["new"], answer["remaining"]) == (3, 120, 117)
    assert answer["next"] is not None
    assert answer["manifest"]["key"] == "manifests/run-1.jsonl"
    manifest = manifest_of(cloud, answer)
    assert len(manifest) == 120
    assert manifest[:3] == answer["items"]
    # The run's next page does not write it again: it would no longer name everything.
    assert lister.handler({**RUN, "cursor": answer["next"]}, context)["manifest"] is None


def test_of_a_distributed_run_everything_goes_into_the_manifest(cloud, serve, context, monkeypatch):  # GS-8
    monkeypatch.setenv("SYNC_MODE", "distributed")
    stand_in = serve({f"GX{n:03}.MP4": 0 for n in range(101)})
    cloud.connect(stand_in)
    answer = lister.handler(RUN, context)
    assert (answer["items"], answer["new"], answer["remaining"], answer["next"]) == ([], 101, 0, None)
    assert {item["media_id"] for item in manifest_of(cloud, answer)} == {
        file.media_id for file in stand_in.library.files
    }


def test_of_a_distributed_run_without_news_there_is_no_manifest(cloud, serve, context, monkeypatch):  # GS-8
    monkeypatch.setenv("SYNC_MODE", "distributed")
    cloud.connect(serve({}))
    assert lister.handler(RUN, context)["manifest"] is None
    assert cloud.keys() == []


def test_a_library_too_large_for_the_time_is_a_named_error(cloud, serve, context, monkeypatch):  # GS-6
    cloud.connect(serve({"a": 1}))
    monkeypatch.setattr(context, "_milliseconds", 15_000)
    with pytest.raises(TransferInterrupted, match="no time left after 0 media"):
        lister.handler(RUN, context)


def test_the_payload_stays_below_what_step_functions_carries(cloud, serve, context, monkeypatch):  # GS-6
    monkeypatch.setenv("MAX_ITEMS", "10000")
    cloud.connect(serve({f"{n:03}{'x' * 200}.MP4": 0 for n in range(700)}))
    answer = lister.handler(RUN, context)
    assert 0 < answer["remaining"] < 700
    assert 150_000 < len(json.dumps(answer)) < 256 * 1024
    assert answer["manifest"] is not None


def test_an_empty_library_has_nothing_new(cloud, serve, context):
    cloud.connect(serve({}))
    assert lister.handler(RUN, context)["items"] == []


def test_the_lister_reads_a_renewed_token_and_renews_none_itself(cloud, serve, context):
    stand_in = serve({"a": 1}, token_lifetime=timedelta(0))
    cloud.connect(stand_in)
    with pytest.raises(AuthenticationFailed, match="may not renew"):
        lister.handler(RUN, context)
    assert stand_in.tokens.refreshes == 0


@pytest.mark.parametrize("function", [authenticator, lister])
def test_bad_input_is_never_worth_a_retry(cloud, context, function):
    with pytest.raises(InvalidEvent):
        function.handler({"provider": "gopro"}, context)


def test_an_unfilled_secret_is_never_worth_a_retry(cloud, context):
    cloud.write_secret("generated")
    with pytest.raises(InvalidEvent, match="bootstrap"):
        authenticator.handler(RUN, context)


def test_an_unknown_provider_is_never_worth_a_retry(cloud, serve, context):
    cloud.connect(serve({}))
    with pytest.raises(InvalidEvent, match="there are: google-drive, gopro"):
        lister.handler({**RUN, "provider": "dropbox"}, context)


def test_a_refusal_of_aws_has_one_name(cloud, context):
    with pytest.raises(StorageUnavailable, match="ResourceNotFound"):
        authenticator.handler(RUN, context)
