"""What travels, what the manifest names, and that nothing is ever in neither."""

import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_sync import listing as module
from media_sync.aws import s3
from media_sync.bucket import MediaBucket
from media_sync.listing import MAX_PAYLOAD_BYTES, Listing, dump
from media_sync.manifest import Manifest
from media_sync.model import MediaItem

RUN = "this-run"
MIB = 1024 * 1024
ROWS = st.sampled_from(
    [
        None,
        {"status": "COMPLETED", "owner": "another-run"},
        {"status": "COMPLETED", "owner": RUN},
        {"status": "FAILED", "owner": "another-run"},
        {"status": "FAILED", "owner": RUN},
        {"status": "IN_PROGRESS", "owner": "another-run"},
        {"status": "IN_PROGRESS", "owner": RUN},
    ]
)
IS_NEW = {None, ("FAILED", "another-run"), ("IN_PROGRESS", "another-run"), ("IN_PROGRESS", RUN)}


def item(number: int, name_length: int = 8) -> MediaItem:
    return MediaItem(f"m{number}", "x" * name_length, 1, "2026-01-01T00:00:00Z", "Video")


@st.composite
def libraries(draw):
    """Media with names of any length, and what the tracker has of each."""
    drawn = draw(st.lists(st.tuples(ROWS, st.integers(1, 1024)), max_size=230))
    media = [item(number, length) for number, (_, length) in enumerate(drawn)]
    rows = {one.media_id: row for one, (row, _) in zip(media, drawn, strict=True) if row}
    return media, rows


def new_ids(media, rows):
    def state(one):
        row = rows.get(one.media_id)
        return row and (row["status"], row["owner"])

    return [one.media_id for one in media if state(one) in IS_NEW]


@given(library=libraries(), max_items=st.integers(0, 500))
def test_all_that_is_new_is_named_once_and_the_first_of_it_travels(library, max_items):  # GS-6
    media, rows = library
    asked: list[int] = []

    def look_up(ids):
        asked.append(len(ids))
        return {one: rows[one] for one in ids if one in rows}

    listing = Listing(look_up, RUN, max_items)
    named = [one.media_id for one in listing.new_media(iter(media))]

    assert named == new_ids(media, rows)
    assert (listing.found, listing.new) == (len(media), len(named))
    travelling = [one["media_id"] for one in listing.travelling]
    assert travelling == named[: len(travelling)]
    assert listing.left_behind == len(named) - len(travelling)
    assert len(travelling) <= max_items
    assert sum(len(dump(one)) + 1 for one in listing.travelling) <= MAX_PAYLOAD_BYTES
    # The tracker is asked for each once, and for no more at a time than it reads.
    assert sum(asked) == len(media)
    assert max(asked, default=0) <= 100


@given(library=libraries(), max_items=st.integers(1, 90), unlucky=st.sets(st.integers(0, 229)))
def test_page_after_page_every_new_item_is_tried_exactly_once(library, max_items, unlucky):  # GS-8
    media, rows = library
    rows, expected, tried = dict(rows), new_ids(media, rows), []
    for _page in count():
        listing = Listing(lambda ids: rows, RUN, max_items)
        assert list(listing.new_media(media)) or not listing.travelling
        for one in listing.travelling:
            tried.append(one["media_id"])
            status = "FAILED" if int(one["media_id"][1:]) in unlucky else "COMPLETED"
            rows[one["media_id"]] = {"status": status, "owner": RUN}
        if not listing.left_behind:
            break
    assert tried == expected


def test_of_a_library_no_more_than_a_batch_is_held_at_once():  # GS-6
    taken: list[int] = []

    def library():
        for number in range(100_000):
            taken.append(number)
            yield item(number)

    first = next(Listing(lambda ids: {}, RUN, 0).new_media(library()))
    assert first.media_id == "m0"
    assert len(taken) <= module._BATCH


@pytest.fixture
def bucket(cloud):
    return MediaBucket(s3(), cloud.bucket)


def lines(cloud, key="manifests/run.jsonl") -> list[dict]:
    body = cloud.s3.get_object(Bucket=cloud.bucket, Key=key)["Body"].read()
    return [json.loads(line) for line in body.splitlines()]


@pytest.mark.parametrize("number", [0, 1, 12_000], ids=lambda n: f"{n} items")
def test_a_manifest_is_written_in_parts_when_it_is_large(cloud, bucket, number):  # GS-6
    media = [item(n, 1000) for n in range(number)]
    with Manifest(bucket, "manifests/run.jsonl", part_size=5 * MIB) as manifest:
        for one in media:
            manifest.add(one)
        where = manifest.close()
    assert where == {"bucket": cloud.bucket, "key": "manifests/run.jsonl"}
    assert lines(cloud) == [one.to_json() for one in media]
    size = cloud.s3.head_object(Bucket=cloud.bucket, Key=where["key"])["ContentLength"]
    assert (number == 12_000) == (size > 2 * 5 * MIB)
    assert cloud.unfinished_uploads() == []


def test_a_manifest_that_is_not_finished_leaves_nothing_behind(cloud, bucket):  # GS-6
    def write():
        with Manifest(bucket, "manifests/run.jsonl", part_size=5 * MIB) as manifest:
            for n in range(12_000):
                manifest.add(item(n, 1000))
            assert len(cloud.unfinished_uploads()) == 1
            raise TimeoutError

    with pytest.raises(TimeoutError):
        write()
    assert cloud.unfinished_uploads() == []
    assert cloud.keys() == []


def test_a_second_listing_of_the_run_replaces_the_manifest(cloud, bucket):  # GS-6
    for name in ("first", "second"):
        with Manifest(bucket, "manifests/run.jsonl") as manifest:
            manifest.add(MediaItem(name, "a", 1, "2026-01-01T00:00:00Z", "Video"))
            manifest.close()
    assert [line["media_id"] for line in lines(cloud)] == ["second"]
