"""The ledger against the embedded DynamoDB: who may work on an item, and who has lost it."""

from datetime import UTC, datetime, timedelta

import pytest
from media_sync.aws import AwsError, dynamodb
from media_sync.errors import AlreadyInProgress
from media_sync.model import MediaItem, Run
from media_sync.tracker import Claim, Digests, Tracker

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
LEASE = timedelta(minutes=16)
ITEM = MediaItem("m-1", "a.mp4", 5, "2026-01-01T00:00:00Z", "Video")
TONIGHT, TOMORROW = Run("gopro", "run-1"), Run("gopro", "run-2")


@pytest.fixture
def at(cloud):
    """The tracker as it is some minutes after two in the morning."""

    def at(minutes: float = 0) -> Tracker:
        return Tracker(dynamodb(), cloud.table, now=lambda: NOW + timedelta(minutes=minutes))

    return at


def test_an_item_is_in_progress_before_anything_else(at, cloud):  # GS-7
    claim = at().claim(TONIGHT, ITEM, "key", LEASE)
    assert claim == Claim("gopro", "m-1", "run-1", 1, {})
    assert cloud.row("m-1") == {
        "attempts": 1,
        "filename": "a.mp4",
        "lease_until": "2026-11-21T02:16:00.000000Z",
        "media_id": "m-1",
        "owner": "run-1",
        "provider": "gopro",
        "s3_key": "key",
        "size": 5,
        "status": "IN_PROGRESS",
        "sync_timestamp": "2026-11-21T02:00:00.000000Z",
    }


def test_another_run_waits_until_the_lease_is_over(at):  # GS-7
    at().claim(TONIGHT, ITEM, "key", LEASE)
    with pytest.raises(AlreadyInProgress, match="held by run-1 until 2026-11-21T02:16"):
        at(15).claim(TOMORROW, ITEM, "key", LEASE)
    assert at(17).claim(TOMORROW, ITEM, "key", LEASE).attempt == 2


def test_the_same_run_takes_over_at_once_and_learns_of_the_old_upload(at):  # GS-7
    first = at().claim(TONIGHT, ITEM, "key", LEASE)
    at().note_upload(first, "upload-1")
    second = at(1).claim(TONIGHT, ITEM, "key", LEASE)
    assert (second.attempt, second.previous["upload_id"], second.previous["s3_key"]) == (2, "upload-1", "key")


def test_whoever_was_taken_over_can_write_nothing_any_more(at, cloud):  # GS-7
    tracker = at()
    old = tracker.claim(TONIGHT, ITEM, "key", LEASE)
    tracker.claim(TONIGHT, ITEM, "key", LEASE)
    for write in (
        lambda: tracker.note_upload(old, "upload"),
        lambda: tracker.note_digests(old, Digests("crc", "sha")),
        lambda: tracker.complete(old, {}),
        lambda: tracker.fail(old, "error"),
    ):
        with pytest.raises(AlreadyInProgress, match="taken over"):
            write()
    assert cloud.row("m-1")["status"] == "IN_PROGRESS"


def test_a_completed_item_is_not_claimed_again(at):  # GS-7
    at().complete(at().claim(TONIGHT, ITEM, "key", LEASE), {"sha256": "d"})
    row = at(60).claim(TOMORROW, ITEM, "key", LEASE)
    assert not isinstance(row, Claim)
    assert (row["status"], row["sha256"]) == ("COMPLETED", "d")


def test_a_failed_item_may_be_claimed_at_once_by_any_run(at, cloud):
    at().fail(at().claim(TONIGHT, ITEM, "key", LEASE), "TransferInterrupted: x" * 100)
    row = cloud.row("m-1")
    assert (row["status"], len(row["error"])) == ("FAILED", 1000)
    claim = at(1).claim(TOMORROW, ITEM, "key", LEASE)
    at(1).complete(claim, {})
    assert "error" not in cloud.row("m-1")


def test_a_digest_of_other_bytes_does_not_stay(at, cloud):
    claim = at().claim(TONIGHT, ITEM, "key", LEASE)
    at().note_digests(claim, Digests("crc-1", "sha-1"))
    assert (cloud.row("m-1")["crc32"], cloud.row("m-1")["sha256"]) == ("crc-1", "sha-1")
    at().note_digests(claim, Digests("crc-2", None))
    assert cloud.row("m-1")["crc32"] == "crc-2"
    assert "sha256" not in cloud.row("m-1")


def test_a_row_that_only_the_state_machine_wrote_may_be_claimed(at, cloud):
    row = {"provider": "gopro", "media_id": "m-1", "status": "FAILED", "sync_timestamp": "x"}
    cloud.dynamodb.put_item(TableName=cloud.table, Item={name: {"S": value} for name, value in row.items()})
    assert at().claim(TONIGHT, ITEM, "key", LEASE).attempt == 1


def test_two_providers_may_have_the_same_id(at, cloud):  # GS-20
    ours = at().claim(TONIGHT, ITEM, "gopro/key", LEASE)
    theirs = at().claim(Run("google-drive", "run-3"), ITEM, "google-drive/key", LEASE)
    at().complete(ours, {})
    at().fail(theirs, "NotFound: x")
    assert cloud.row("m-1", "gopro")["status"] == "COMPLETED"
    assert cloud.row("m-1", "google-drive")["status"] == "FAILED"
    rows = at().rows("google-drive", ["m-1", "m-2"], lambda _: None)
    assert {id: row["s3_key"] for id, row in rows.items()} == {"m-1": "google-drive/key"}


def test_other_errors_of_the_table_stay_what_they_are(at, cloud):
    cloud.dynamodb.delete_table(TableName=cloud.table)
    with pytest.raises(AwsError, match="ResourceNotFound"):
        at().claim(TONIGHT, ITEM, "key", LEASE)


class Throttled:
    """Answers half of each batch and leaves the rest unprocessed."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def call(self, operation, RequestItems):  # noqa: N803 (DynamoDB's name)
        assert operation == "BatchGetItem"
        (table, request) = next(iter(RequestItems.items()))
        keys = request["Keys"]
        self.sizes.append(len(keys))
        half = -(-len(keys) // 2)
        left = {table: {"Keys": keys[half:]}} if keys[half:] else {}
        rows = [{**key, "status": {"S": "COMPLETED"}} for key in keys[:half]]
        return {"Responses": {table: rows}, "UnprocessedKeys": left}


def test_keys_that_were_left_out_are_asked_for_again():  # GS-6
    client, waits = Throttled(), []
    rows = Tracker(client, "t").rows("gopro", [f"m{n}" for n in range(150)], waits.append)
    assert set(rows) == {f"m{n}" for n in range(150)}
    assert client.sizes == [100, 50, 25, 12, 6, 3, 1, 50, 25, 12, 6, 3, 1]
    assert waits == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4]
