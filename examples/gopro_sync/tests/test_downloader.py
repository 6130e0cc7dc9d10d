"""The downloader against a real HTTP server and the embedded AWS: every fault, at every size with an edge."""

import json

import downloader
import pytest
from media_sync import http_client
from media_sync.errors import AuthenticationFailed, IntegrityError, InvalidEvent, TransferInterrupted
from stand_in import Library

PART = 5 * 1024 * 1024
SIZES = [0, 1, PART - 1, PART, PART + 1, 3 * PART + 7]
ON_THE_BODY = ["dropped-connection", "truncated-body"]
SURVIVED = ["429-storm:2", "expired-token", "expired-url", "server-errors"]


@pytest.fixture(autouse=True)
def quick(cloud, monkeypatch):
    """Small parts, and backoff that is over soon."""
    monkeypatch.setenv("PART_SIZE_BYTES", str(PART))
    monkeypatch.setenv("BACKOFF_CAP_MS", "10")


@pytest.fixture
def one_file(cloud, serve):
    """A library of one file, and its credentials in the secret."""

    def make(size, *faults, **options):
        stand_in = serve({"GX01.MP4": size}, faults, **options)
        cloud.connect(stand_in)
        return stand_in, stand_in.library.files[0]

    return make


def assert_copied(cloud, file, outcome):
    row = cloud.row(file.media_id)
    assert outcome["status"] == row["status"] == "COMPLETED"
    assert outcome["sha256"] == row["sha256"] == file.sha256 == cloud.digest(outcome["s3_key"])
    assert cloud.keys() == [outcome["s3_key"]]
    assert cloud.unfinished_uploads() == []
    assert not {"upload_id", "lease_until", "error"} & row.keys()


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_copied_with_its_digest_and_measures(cloud, one_file, event, context, size, capsys):  # GS-7
    _, file = one_file(size)
    outcome = downloader.handler(event(file), context)
    assert_copied(cloud, file, outcome)
    assert outcome["bytes"] == size
    assert outcome["duration_ms"] >= outcome["time_to_first_byte_ms"] > 0
    assert 0 < outcome["peak_memory_mb"] < 2000
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (metrics,) = [line for line in lines if "_aws" in line]
    assert (metrics["VideosSynced"], metrics["BytesTransferred"]) == (1, size)
    assert metrics["TransferDuration"] == outcome["duration_ms"]
    assert metrics["TimeToFirstByte"] == outcome["time_to_first_byte_ms"]
    assert metrics.get("TransferThroughput", 0.0) == (outcome["throughput_mbps"] if size > 1 else 0.0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fault", SURVIVED)
def test_a_fault_around_the_file_is_survived(cloud, one_file, event, context, fault, size):  # GS-17
    stand_in, file = one_file(size, fault)
    assert_copied(cloud, file, downloader.handler(event(file), context))
    assert stand_in.faults.count(fault.partition(":")[0]) > 0


@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("fault", ON_THE_BODY)
def test_a_broken_transfer_is_resumed(cloud, one_file, event, context, fault, size):  # GS-7, GS-17
    stand_in, file = one_file(size, fault)
    assert_copied(cloud, file, downloader.handler(event(file), context))
    assert stand_in.faults.count(fault) == 3
    assert stand_in.requests[file.media_id] == 4
    assert stand_in.lookups[file.media_id] == 1


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_file_of_another_length_is_refused_and_the_next_attempt_succeeds(
    cloud, one_file, event, context, size
):  # GS-7, GS-17
    _, file = one_file(size, "wrong-length")
    with pytest.raises(IntegrityError, match=f"{size - 1} bytes where the listing says {size}"):
        downloader.handler(event(file), context)
    assert cloud.row(file.media_id)["status"] == "FAILED"
    assert cloud.row(file.media_id)["error"].startswith("IntegrityError: ")
    assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])
    assert_copied(cloud, file, downloader.handler(event(file), context))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_is_gone_is_completed_with_a_note(cloud, one_file, event, context, size):  # GS-7
    _, file = one_file(size, "one-file-gone")
    outcome = downloader.handler(event(file), context)
    assert (outcome["status"], outcome["note"], outcome["s3_key"]) == (
        "SOURCE_DELETED",
        "source_deleted",
        None,
    )
    row = cloud.row(file.media_id)
    assert (row["status"], row["note"]) == ("COMPLETED", "source_deleted")
    assert not {"s3_key", "sha256", "lease_until", "upload_id"} & row.keys()
    assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])
    assert downloader.handler(event(file), context)["status"] == "SKIPPED"


def test_a_file_that_goes_between_look_up_and_download_is_completed_too(cloud, one_file, event, context):
    _, file = one_file(PART + 1)
    file.path.unlink()
    assert downloader.handler(event(file), context)["status"] == "SOURCE_DELETED"
    assert cloud.row(file.media_id)["note"] == "source_deleted"


def test_a_second_delivery_transfers_nothing(cloud, one_file, event, context):  # GS-7
    stand_in, file = one_file(PART + 1)
    first = downloader.handler(event(file), context)
    second = downloader.handler(event(file, "run-2"), context)
    assert (second["status"], second["bytes"], second["s3_key"]) == ("SKIPPED", 0, first["s3_key"])
    assert second["sha256"] == file.sha256
    assert stand_in.lookups[file.media_id] == 1


@pytest.mark.parametrize("content", [b"of another size", b"x" * 100])
def test_an_object_that_is_not_ours_is_replaced(cloud, one_file, event, context, content):  # GS-7
    _, file = one_file(100)
    key = downloader.handler(event(file), context)["s3_key"]
    cloud.s3.put_object(Bucket=cloud.bucket, Key=key, Body=content)
    cloud.dynamodb.update_item(
        TableName=cloud.table,
        Key={"provider": {"S": "gopro"}, "media_id": {"S": file.media_id}},
        UpdateExpression="SET #status = :failed",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":failed": {"S": "FAILED"}},
    )
    assert_copied(cloud, file, downloader.handler(event(file), context))


@pytest.mark.parametrize("honest", [True, False], ids=["If-Range heeded", "If-Range ignored"])
def test_a_source_that_changes_mid_way_is_read_anew(
    cloud, one_file, event, context, monkeypatch, honest
):  # GS-7
    stand_in, file = one_file(2 * PART, "dropped-connection:1")
    other = bytes(reversed(file.path.read_bytes()))
    serve = stand_in.RequestHandlerClass._serve

    def change_after_the_first(handler, *arguments):
        serve(handler, *arguments)
        if stand_in.requests[file.media_id] == 1:
            file.path.write_bytes(other)
            stand_in.library = Library.of_folder(file.path.parent)

    monkeypatch.setattr(stand_in.RequestHandlerClass, "_serve", change_after_the_first)
    if not honest:
        parse = stand_in.RequestHandlerClass.parse_request

        def forget_if_range(handler):
            parsed = parse(handler)
            del handler.headers["If-Range"]
            return parsed

        monkeypatch.setattr(stand_in.RequestHandlerClass, "parse_request", forget_if_range)
    outcome = downloader.handler(event(file), context)
    changed = stand_in.library.files[0]
    assert changed.sha256 != file.sha256
    assert_copied(cloud, changed, outcome)


@pytest.mark.parametrize("size", [10, 2 * PART])
def test_bytes_that_are_not_those_announced_are_refused(cloud, one_file, event, context, size):  # GS-7
    _, file = one_file(size)
    file.path.write_bytes(b"\0" * size)
    with pytest.raises(IntegrityError, match="another SHA-256"):
        downloader.handler(event(file), context)
    assert cloud.row(file.media_id)["status"] == "FAILED"
    assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])


@pytest.mark.parametrize("fault", ["slow-loris:1", "slow-loris:forever"])
def test_a_source_that_trickles_is_given_up_and_asked_again(
    cloud, one_file, event, context, monkeypatch, fault
):  # GS-7, GS-17
    monkeypatch.setattr(http_client, "TIMEOUT_SECONDS", 0.3)
    stand_in, file = one_file(2 * PART, fault)
    if fault.endswith(":1"):
        assert_copied(cloud, file, downloader.handler(event(file), context))
    else:
        with pytest.raises(TransferInterrupted, match="TimeoutError at byte 0"):
            downloader.handler(event(file), context)
        assert cloud.row(file.media_id)["status"] == "FAILED"
        assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])
    assert stand_in.faults.count("slow-loris") > 0


def test_a_source_that_never_gets_better_leaves_an_honest_row_and_no_parts(
    cloud, one_file, event, context
):  # GS-7
    _, file = one_file(2 * PART, "truncated-body:forever")
    with pytest.raises(TransferInterrupted):
        downloader.handler(event(file), context)
    row = cloud.row(file.media_id)
    assert (row["status"], row["error"][:19]) == ("FAILED", "TransferInterrupted")
    assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])


def test_an_invocation_that_runs_out_of_time_ends_before_lambda_ends_it(cloud, one_file, event):  # GS-7
    _, file = one_file(3 * PART)

    class Running:
        """Each look at the clock costs a second."""

        left = 40_000

        def get_remaining_time_in_millis(self) -> int:
            self.left -= 1000
            return self.left

    with pytest.raises(TransferInterrupted, match="no time left"):
        downloader.handler(event(file), Running())
    assert cloud.row(file.media_id)["status"] == "FAILED"
    assert (cloud.keys(), cloud.unfinished_uploads()) == ([], [])


def test_credentials_that_are_refused_for_good_are_named(cloud, one_file, event, context):
    stand_in, file = one_file(1)
    stand_in.tokens.revoke_access()
    stand_in.tokens.rotate(cloud.read_secret()["refresh_token"])
    with pytest.raises(AuthenticationFailed):
        downloader.handler(event(file), context)
    assert cloud.row(file.media_id)["status"] == "FAILED"


@pytest.mark.parametrize("item", [None, {}, {"media_id": "a"}])
def test_a_bad_item_is_refused_before_anything_is_touched(cloud, context, item):
    with pytest.raises(InvalidEvent, match="item"):
        downloader.handler({"provider": "gopro", "correlation_id": "r", "item": item}, context)


def test_a_part_that_arrives_damaged_is_refused_by_s3(cloud):  # GS-7
    with pytest.raises(cloud.s3.exceptions.ClientError, match="BadDigest"):
        cloud.s3.put_object(Bucket=cloud.bucket, Key="k", Body=b"damaged", ChecksumCRC32="AAAAAA==")
