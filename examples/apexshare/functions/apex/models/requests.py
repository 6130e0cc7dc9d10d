"""What clients say; what is not in the contract is refused."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MIB = 1024 * 1024
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
MAX_FILE_BYTES = 5 * 1024 * 1024 * MIB
MAX_PARTS = 10_000
# Separators leave a folder, control characters a header, and bidirectional ones hide what the name is;
# Amazon SES puts a title into HTML as it stands.
FORBIDDEN = re.compile(r"[<>/\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Request(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=4096)


class Query(BaseModel):
    """A query string, in which everything is text."""

    model_config = ConfigDict(extra="forbid", str_max_length=1024)


def _shown(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    if FORBIDDEN.search(normal) or normal != normal.strip() or normal in {"", ".", ".."}:
        raise ValueError("has characters that would mislead, or is empty")
    return normal


Title = Annotated[str, Field(min_length=1, max_length=120, examples=["Deadlift"]), AfterValidator(_shown)]
FileName = Annotated[
    str, Field(min_length=1, max_length=200, examples=["GX010001.MP4"]), AfterValidator(_shown)
]
Email = Annotated[
    str,
    Field(
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$",
        examples=["student@example.com"],
    ),
]
ContentType = Literal["video/mp4", "video/quicktime"]
PartNumber = Annotated[int, Field(ge=1, le=MAX_PARTS)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", examples=["A" * 43])]
"""256 bits; whoever has them may download."""


class NewUpload(Request):
    """A video that a trainer wants to upload for a student."""

    title: Title
    student_email: Email
    file_name: FileName
    content_type: ContentType
    size: Annotated[int, Field(ge=1, le=MAX_FILE_BYTES, description="In bytes")]


class UploadedPart(Request):
    """A part, as S3 answered when it was sent."""

    number: PartNumber
    etag: Annotated[str, Field(min_length=1, max_length=128)]


class CompleteUpload(Request):
    """The parts of an upload; none if it went in one piece."""

    parts: Annotated[list[UploadedPart], Field(max_length=MAX_PARTS)]


class VideosWanted(Query):
    """Which page of the trainer's videos, the newest first."""

    cursor: Annotated[str, Field(max_length=1024, description="From the last answer")] | None = None


class OpenLink(Request):
    """The link that somebody has; in the body, because paths end in logs."""

    token: Token
