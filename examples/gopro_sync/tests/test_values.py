"""What enters is validated, what is named is safe, what is cut fits S3 and memory."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_sync.errors import InvalidEvent
from media_sync.model import MediaItem, Run, iso, parse_time
from media_sync.naming import idempotency_token, object_key, safe_filename
from media_sync.parts import MAX_PART_SIZE, MAX_PARTS, MIB, MIN_PART_SIZE, PartPlan
from media_sync.settings import Settings

ITEM = {
    "media_id": "abc-1",
    "filename": "GX01.MP4",
    "size": 10,
    "captured_at": "2026-01-31T23:30:00-02:00",
    "media_type": "Video",
}


def test_an_item_survives_the_journey_through_json():
    assert MediaItem.parse(ITEM).to_json() == ITEM


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("media_id", "../../etc"),
        ("checksum", "sha256:short"),
        ("checksum", "crc32:00000000"),
        ("media_id", "a/b"),
        ("media_id", ""),
        ("media_id", None),
        ("media_id", 7),
        ("filename", ""),
        ("filename", "x" * 1025),
        ("size", -1),
        ("size", "10"),
        ("size", 1.5),
        ("size", True),
        ("size", None),
        ("captured_at", "yesterday"),
        ("captured_at", None),
        ("media_type", None),
    ],
)
def test_a_bad_item_is_refused_by_the_name_of_its_field(field, value):
    with pytest.raises(InvalidEvent, match=field):
        MediaItem.parse({**ITEM, field: value})


@pytest.mark.parametrize("raw", [None, [], "item", 3])
def test_an_item_that_is_no_object_is_refused(raw):
    with pytest.raises(InvalidEvent, match="item must be a JSON object"):
        MediaItem.parse(raw)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ([], "event must be"),
        ({"correlation_id": "x"}, "provider"),
        ({"provider": "gopro"}, "correlation_id"),
        ({"provider": "Go Pro", "correlation_id": "x"}, "provider"),
        ({"provider": "gopro", "correlation_id": "a/../b"}, "correlation_id"),
        ({"provider": "gopro", "correlation_id": "x" * 257}, "correlation_id"),
    ],
)
def test_a_bad_run_is_refused(event, problem):
    with pytest.raises(InvalidEvent, match=problem):
        Run.parse(event)


def test_times_are_utc_and_compare_as_texts():
    early, late = parse_time("2026-01-01T00:30:00+01:00", "t"), parse_time("2026-01-01", "t")
    assert iso(early) == "2025-12-31T23:30:00.000000Z"
    assert iso(early) < iso(late)


def test_the_key_has_provider_year_month_in_utc_and_a_safe_name():  # GS-20's layout
    item = MediaItem.parse({**ITEM, "filename": "my trip/läuft.MP4"})
    assert object_key("gopro", item) == "gopro/2026/02/abc-1-my_trip_l_uft.MP4"


@given(st.text(max_size=1024))
def test_any_file_name_becomes_safe(name):
    safe = safe_filename(name)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}", safe)


@given(st.from_regex(r"[a-z]{200,300}\.MP4", fullmatch=True))
def test_a_long_name_keeps_its_extension(name):
    assert safe_filename(name).endswith(".MP4")
    assert len(safe_filename(name)) == 128


def test_the_token_is_the_same_for_each_delivery_and_another_for_other_content():  # GS-7
    item = MediaItem.parse(ITEM)
    assert idempotency_token("gopro", item) == idempotency_token("gopro", MediaItem.parse(dict(ITEM)))
    assert idempotency_token("gopro", item) != idempotency_token("other", item)
    assert idempotency_token("gopro", item) != idempotency_token(
        "gopro", MediaItem.parse({**ITEM, "size": 11})
    )


@given(size=st.integers(0, MAX_PARTS * MAX_PART_SIZE), part_size=st.integers(MIN_PART_SIZE, MAX_PART_SIZE))
def test_a_plan_fits_s3_and_memory(size, part_size):  # GS-7
    plan = PartPlan.of(size, part_size)
    lengths = plan.lengths()
    assert sum(lengths) == size
    assert len(lengths) <= MAX_PARTS
    assert all(length >= MIN_PART_SIZE for length in lengths[:-1])
    assert plan.part_size >= part_size
    assert (plan.uploaders + 1) * plan.part_size <= 256 * MIB
    assert plan.single == (size <= plan.part_size)


def test_a_file_that_no_plan_can_carry_is_refused():
    with pytest.raises(InvalidEvent, match="is larger than"):
        PartPlan.of(MAX_PARTS * MAX_PART_SIZE + 1, 16 * MIB)


@pytest.mark.parametrize("size", [0, 1, 16 * MIB - 1, 16 * MIB])
def test_up_to_the_part_size_one_put_is_enough(size):
    assert PartPlan.of(size, 16 * MIB).single


def test_the_environment_has_defaults():
    settings = Settings.read({"CREDENTIALS_SECRET": "s"})
    assert (settings.part_size, settings.max_items, settings.metrics_namespace) == (
        16 * MIB,
        500,
        "MediaSync",
    )


@pytest.mark.parametrize("text", ["5242879", str(MAX_PART_SIZE + 1), "16 MB", "-1", "٣"])
def test_a_part_size_out_of_range_is_refused(text):
    with pytest.raises(InvalidEvent, match="PART_SIZE_BYTES"):
        Settings.read({"CREDENTIALS_SECRET": "s", "PART_SIZE_BYTES": text})


def test_an_unknown_log_level_is_refused():
    with pytest.raises(InvalidEvent, match="LOG_LEVEL must be one of CRITICAL"):
        Settings.read({"CREDENTIALS_SECRET": "s", "LOG_LEVEL": "LOUD"})


def test_a_missing_secret_name_is_refused():
    with pytest.raises(InvalidEvent, match="CREDENTIALS_SECRET"):
        Settings.read({})
