"""What a trainer may say of a video."""

from typing import Any

import pytest
from apex.models.requests import NewUpload, OpenLink
from apex.operations import OPERATIONS
from pydantic import ValidationError

GOOD = {
    "title": "Übung: Deadlift",
    "student_email": "student@example.com",
    "file_name": "GX010001.MP4",
    "content_type": "video/mp4",
    "size": 1,
}


def test_what_is_in_the_contract_is_accepted() -> None:  # AS-4
    assert NewUpload.model_validate(GOOD).title == GOOD["title"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "<b>bold</b>"),
        ("title", "two\r\nlines"),
        ("title", "turned \u202eround"),
        ("title", "x" * 121),
        ("student_email", "student@example.com\r\nBcc: other@example.com"),
        ("student_email", "one@example.com,two@example.com"),
        ("student_email", "student"),
        ("file_name", "../../etc/passwd"),
        ("file_name", "..\\secret.mp4"),
        ("file_name", ".."),
        ("file_name", 'a.mp4\r\nSet-Cookie: "x"'),
        ("content_type", "text/html"),
        ("content_type", "video/mp4; charset=utf-8"),
        ("size", 0),
        ("size", -1),
        ("size", "1"),
        ("size", 6 * 1024**4),
        ("trainer", "another"),
    ],
)
def test_what_would_mislead_or_break_out_is_refused(field: str, value: Any) -> None:  # AS-10
    with pytest.raises(ValidationError) as refused:
        NewUpload.model_validate({**GOOD, field: value})
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


@pytest.mark.parametrize("token", ["", "A" * 42, "A" * 44, "A" * 42 + "/", "A" * 42 + "\n"])
def test_a_token_has_256_bits(token: str) -> None:  # AS-10
    with pytest.raises(ValidationError):
        OpenLink(token=token)


def test_operations_are_told_apart_and_tokens_stand_in_no_address() -> None:  # AS-4 AS-10
    assert len({(one.method, one.path) for one in OPERATIONS}) == len(OPERATIONS)
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)
    assert {one.path for one in OPERATIONS if "token" in one.path} == set()
    assert {one.name for one in OPERATIONS if one.public} == {"OpenLink", "DownloadVideo", "CheckHealth"}
