"""What clients are told."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from apex.models.requests import PartNumber
from apex.states import MailState, VideoState

Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0" * 32])]
Moment = Annotated[str, Field(examples=["2026-01-31T12:00:00Z"], description="UTC, in ISO 8601")]


class Answer(BaseModel):
    """What a client is told."""

    model_config = ConfigDict(extra="forbid")


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


class VideoPage(Answer):
    """Some videos, and where the next ones begin."""

    videos: list[Video]
    cursor: str | None = None


class LinkRequested(Answer):
    """A new link will be e-mailed; those before it are worthless from now on."""

    video_id: Identifier


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
