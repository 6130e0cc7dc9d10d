"""What clients say and are told: the contract of the API.

API Gateway checks requests against these models before a function runs, the function that takes a request
checks it again, and the OpenAPI document is made of them. Answers are dictionaries, which tests hold against
their models: so no function but the one that reads requests loads Pydantic.
"""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from apex.states import MailState, VideoState

MIB = 1024 * 1024
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
MAX_FILE_BYTES = 5 * 1024 * 1024 * MIB
MAX_PARTS = 10_000
# Separators leave a folder, control characters a header, and bidirectional ones hide what the name is;
# Amazon SES puts a title into HTML as it stands.
FORBIDDEN = re.compile(r"[<>/\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Request(BaseModel):
    """What a client says; what is not in the contract is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=4096)


class Query(BaseModel):
    """A query string, in which everything is text."""

    model_config = ConfigDict(extra="forbid", str_max_length=1024)


class Answer(BaseModel):
    """What a client is told."""

    model_config = ConfigDict(extra="forbid")


def _shown(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    if FORBIDDEN.search(normal) or normal != normal.strip() or normal in {"", ".", ".."}:
        raise ValueError("has characters that would mislead, or is empty")
    return normal


Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0" * 32])]
Moment = Annotated[str, Field(examples=["2026-01-31T12:00:00Z"], description="UTC, in ISO 8601")]
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


class PartAddress(Answer):
    """Where a part is sent with PUT."""

    number: PartNumber
    url: str


class StoredPart(Answer):
    """A part that S3 has."""

    number: PartNumber
    etag: str
    size: int


class Upload(Answer):
    """How the content of a video is sent, and what is there of it: in one PUT to `url`, or in parts."""

    video_id: Identifier
    state: VideoState
    url: str | None = Field(default=None, description="Where all of it goes, if it goes in one piece")
    headers: dict[str, str] = Field(description="Sent with the PUT to `url`")
    part_size: int | None = Field(default=None, description="Of all parts but the last, in bytes")
    parts: list[PartAddress] = Field(description="Those that are missing")
    parts_done: list[StoredPart]
    expires_at: Moment = Field(description="Of the addresses; ask for the upload again to have new ones")


class UploadedPart(Request):
    """A part, as S3 answered when it was sent."""

    number: PartNumber
    etag: Annotated[str, Field(min_length=1, max_length=128)]


class CompleteUpload(Request):
    """The parts of an upload; none if it went in one piece."""

    parts: Annotated[list[UploadedPart], Field(max_length=MAX_PARTS)]


class UploadState(Answer):
    """Where an upload stands once all of it was sent."""

    video_id: Identifier
    state: VideoState


class Video(Answer):
    """A video, as its trainer sees it."""

    video_id: Identifier
    title: str
    student_email: str
    file_name: str
    content_type: str
    size: int
    state: VideoState
    reason: str | None = Field(default=None, description="Why it was rejected")
    mail: MailState
    downloads: int
    created_at: Moment
    expires_at: Moment = Field(description="When the video is gone")
    link_expires_at: Moment | None = Field(default=None, description="None if there is no link")


class Download(Answer):
    """One time that the video was downloaded."""

    at: Moment
    network: str = Field(description="The first half of the address, no more of it is kept")
    agent: str = Field(description="The family of the browser")


class VideoDetails(Video):
    """A video with its last downloads."""

    last_downloads: list[Download]


class VideosWanted(Query):
    """Which page of the trainer's videos, the newest first."""

    cursor: Annotated[str, Field(max_length=1024, description="From the last answer")] | None = None


class VideoPage(Answer):
    """Some videos, and where the next ones begin."""

    videos: list[Video]
    cursor: str | None = None


class LinkRequested(Answer):
    """A new link will be e-mailed; those before it are worthless from now on."""

    video_id: Identifier


class OpenLink(Request):
    """The link that somebody has; in the body, because paths end in logs."""

    token: Token


class Link(Answer):
    """What a link leads to."""

    title: str
    size: int
    content_type: str
    expires_at: Moment
    downloads_left: int


class DownloadAddress(Answer):
    """Where the video is downloaded, for a few minutes."""

    url: str
    expires_at: Moment


class Health(Answer):
    """That requests are answered."""

    status: Literal["ok"]
