"""What is said of files."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from vault.models.base import ROOT, Answer, Cursor, FolderId, Identifier, Moment, Name, Query, Request

MIB = 1024 * 1024
MAX_FILE_BYTES = 5 * 1024 * 1024 * MIB
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
MAX_PARTS = 10_000
SINGLE_PUT_BYTES = 16 * MIB

ContentType = Annotated[
    str, Field(max_length=127, pattern=r"^[\w.+-]+/[\w.+-]+$", examples=["application/pdf"])
]


class FileState(StrEnum):
    """Where a file stands."""

    UPLOADING = "uploading"
    READY = "ready"
    REJECTED = "rejected"
    TRASHED = "trashed"


class NewFile(Request):
    """A file that somebody wants to upload."""

    name: Name
    folder_id: FolderId = ROOT
    size: int = Field(ge=0, le=MAX_FILE_BYTES, description="In bytes")
    content_type: ContentType = "application/octet-stream"


class File(Answer):
    """A file."""

    file_id: Identifier
    folder_id: FolderId
    name: Name
    size: int
    content_type: str = Field(description="What its first bytes say; until it is ready, what the client said")
    state: FileState
    sha256: str | None = None
    has_thumbnail: bool = False
    reason: str | None = Field(default=None, description="Why it was rejected")
    created_at: Moment
    updated_at: Moment


class PutUpload(Answer):
    """One PUT with the whole content."""

    url: str
    headers: dict[str, str]


class MultipartUpload(Answer):
    """PUTs of parts, whose addresses are asked for, and a completion."""

    part_size: int = Field(description="Of all parts but the last, in bytes")
    part_count: int


class NewUpload(Answer):
    """How the content of a new file is sent: by one of the two."""

    file: File
    put: PutUpload | None = None
    multipart: MultipartUpload | None = None


PartNumber = Annotated[int, Field(ge=1, le=MAX_PARTS)]


class PartsWanted(Request):
    """Which parts are sent next."""

    part_numbers: Annotated[list[PartNumber], Field(min_length=1, max_length=100)]


class PartUrls(Answer):
    """Where each part goes, by its number."""

    urls: dict[str, str]


class UploadedPart(Request):
    """A part as S3 has it."""

    part_number: PartNumber
    etag: Annotated[str, Field(min_length=1, max_length=128)]


class CompletedUpload(Request):
    """The parts of a multipart upload."""

    parts: Annotated[list[UploadedPart], Field(min_length=1, max_length=MAX_PARTS)]


class FileChange(Request):
    """Another name, another folder, or both."""

    name: Name | None = None
    folder_id: FolderId | None = None


class FilesWanted(Query):
    """Which files are listed: those of a folder, those whose names begin so, or those in the trash."""

    folder_id: FolderId = ROOT
    search: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    trashed: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class FilePage(Answer):
    """Some files, and where the next ones begin."""

    files: list[File]
    cursor: Cursor | None = None


class Download(Answer):
    """Where a file is downloaded, for a few minutes."""

    url: str
    expires_in: int = Field(description="Seconds")
