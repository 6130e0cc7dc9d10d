"""The media bucket: objects appear whole or not at all, and S3 checks every byte it is sent."""

import base64
import zlib
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

from .aws import AwsClient
from .errors import AlreadyInProgress

Buffer: TypeAlias = bytes | bytearray

_TOKEN = "idempotency-token"  # noqa: S105 (the name of a metadata field)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What the bucket already has under a key."""

    etag: str
    size: int
    token: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """Where an object is to appear, and what must be true of that place until it does."""

    key: str
    token: str
    replaces: StoredObject | None
    conditional: bool = True

    @property
    def condition(self) -> dict[str, str]:
        """Lets the first of two workers win, instead of the last."""
        if not self.conditional:
            return {}
        return {"IfMatch": self.replaces.etag} if self.replaces else {"IfNoneMatch": "*"}


class Upload:
    """A multipart upload under way. Parts may be sent from several threads."""

    def __init__(self, client: AwsClient, bucket: str, target: Target, upload_id: str) -> None:
        self._client = client
        self._bucket = bucket
        self._target = target
        self.upload_id = upload_id
        self._parts: dict[int, dict[str, object]] = {}

    def send(self, number: int, body: Buffer) -> None:
        """Sends one part; its CRC32 lets S3 refuse what arrives damaged."""
        checksum = crc32(body)
        try:
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._target.key,
                UploadId=self.upload_id,
                PartNumber=number,
                Body=body,
                ChecksumCRC32=checksum,
            )
        except ClientError as error:
            raise _lost(error, self._target.key) from error
        self._parts[number] = {"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": checksum}

    def complete(self, size: int) -> None:
        """Makes the object appear, if it is `size` bytes long."""
        parts = [self._parts[number] for number in sorted(self._parts)]
        try:
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._target.key,
                UploadId=self.upload_id,
                MultipartUpload={"Parts": parts},
                MpuObjectSize=size,
                **self._target.condition,
            )
        except ClientError as error:
            raise _lost(error, self._target.key) from error


class MediaBucket:
    """The bucket that the media ends in."""

    def __init__(self, client: AwsClient, name: str) -> None:
        self._client = client
        self.name = name

    def find(self, key: str) -> StoredObject | None:
        """What is stored under the key."""
        try:
            head = self._client.head_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if _code(error) in {"404", "NoSuchKey", "NotFound"}:
                return None
            raise
        return StoredObject(head["ETag"], head["ContentLength"], head.get("Metadata", {}).get(_TOKEN))

    def put(self, target: Target, body: Buffer) -> None:
        """Stores a whole object in one request."""
        try:
            self._client.put_object(
                Bucket=self.name,
                Key=target.key,
                Body=body,
                ChecksumCRC32=crc32(body),
                Metadata={_TOKEN: target.token},
                **target.condition,
            )
        except ClientError as error:
            raise _lost(error, target.key) from error

    def begin(self, target: Target) -> Upload:
        """Starts a multipart upload."""
        answer = self._client.create_multipart_upload(
            Bucket=self.name, Key=target.key, ChecksumAlgorithm="CRC32", Metadata={_TOKEN: target.token}
        )
        return Upload(self._client, self.name, target, answer["UploadId"])

    def abort(self, key: str, upload_id: str) -> None:
        """Removes an upload and its parts; one that is no longer there is as good."""
        try:
            self._client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload_id)
        except ClientError as error:
            if _code(error) != "NoSuchUpload":
                raise


def crc32(body: Buffer) -> str:
    """The checksum as S3 wants it."""
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def _code(error: ClientError) -> str:
    response: Any = error.response
    return str(response["Error"]["Code"])


def _lost(error: ClientError, key: str) -> Exception:
    """The error as the caller should see it: another worker's doing has its own name."""
    if _code(error) in {"NoSuchUpload", "PreconditionFailed", "ConditionalRequestConflict"}:
        return AlreadyInProgress(f"another worker has taken over {key}")
    return error
