"""The media bucket: objects appear whole or not at all, and S3 checks every byte it is sent."""

from typing import NamedTuple

from .aws import S3, AwsError
from .aws.signing import Body
from .checksums import composite_crc32
from .errors import AlreadyInProgress, IntegrityError

_TOKEN = "X-Amz-Meta-Idempotency-Token"  # noqa: S105 (the name of a header)
_CRC32 = "X-Amz-Checksum-Crc32"


class StoredObject(NamedTuple):
    """What the bucket already has under a key."""

    etag: str
    size: int
    token: str | None
    crc32: str | None
    """S3's own checksum of the bytes that it holds."""


class Target(NamedTuple):
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
        return {"If-Match": self.replaces.etag} if self.replaces else {"If-None-Match": "*"}


class Upload:
    """A multipart upload under way. Parts may be sent from several threads."""

    def __init__(self, s3: S3, bucket: str, target: Target, upload_id: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._target = target
        self.upload_id = upload_id
        self._parts: dict[int, dict[str, str]] = {}

    def send(self, number: int, body: Body, crc32: str) -> None:
        """Sends one part; its CRC32 lets S3 refuse what arrives damaged."""
        try:
            etag = self._s3.upload_part(
                self._bucket, self._target.key, self.upload_id, number, body, {_CRC32: crc32}
            )
        except AwsError as error:
            raise _lost(error, self._target.key) from error
        self._parts[number] = {"ETag": etag, "ChecksumCRC32": crc32, "PartNumber": str(number)}

    @property
    def crc32(self) -> str:
        """The checksum that S3 will give the object, once all parts are sent."""
        return composite_crc32([part["ChecksumCRC32"] for part in self._in_order()])

    def complete(self, size: int) -> None:
        """Makes the object appear, if it is `size` bytes long.

        Raises:
            AlreadyInProgress: Another worker was first.
            IntegrityError: S3 has put together something else.
        """
        headers = {**self._target.condition, "X-Amz-Mp-Object-Size": str(size)}
        try:
            stored = self._s3.complete_upload(
                self._bucket, self._target.key, self.upload_id, self._in_order(), headers
            )
        except AwsError as error:
            raise _lost(error, self._target.key) from error
        if stored not in {None, self.crc32}:
            raise IntegrityError(f"S3 has stored {stored} where {self.crc32} was sent")

    def _in_order(self) -> list[dict[str, str]]:
        return [self._parts[number] for number in sorted(self._parts)]


class MediaBucket:
    """The bucket that the media ends in."""

    def __init__(self, s3: S3, name: str) -> None:
        self._s3 = s3
        self.name = name

    def find(self, key: str) -> StoredObject | None:
        """What is stored under the key."""
        head = self._s3.head(self.name, key)
        if head is None:
            return None
        return StoredObject(
            etag=head["etag"],
            size=int(head["content-length"]),
            token=head.get(_TOKEN.lower()),
            crc32=head.get(_CRC32.lower()),
        )

    def put(self, target: Target, body: Body, crc32: str) -> None:
        """Stores a whole object in one request; its CRC32 lets S3 refuse what arrives damaged."""
        headers = {**target.condition, _TOKEN: target.token, _CRC32: crc32}
        try:
            self._s3.put(self.name, target.key, body, headers)
        except AwsError as error:
            raise _lost(error, target.key) from error

    def begin(self, target: Target) -> Upload:
        """Starts a multipart upload."""
        headers = {_TOKEN: target.token, "X-Amz-Checksum-Algorithm": "CRC32"}
        upload_id = self._s3.create_upload(self.name, target.key, headers)
        return Upload(self._s3, self.name, target, upload_id)

    def abort(self, key: str, upload_id: str) -> None:
        """Removes an upload and its parts; one that is no longer there is as good."""
        try:
            self._s3.abort_upload(self.name, key, upload_id)
        except AwsError as error:
            if error.code != "NoSuchUpload":
                raise


def _lost(error: AwsError, key: str) -> Exception:
    """The error as the caller should see it: another worker's doing has its own name."""
    if error.code in {"NoSuchUpload", "PreconditionFailed", "ConditionalRequestConflict"}:
        return AlreadyInProgress(f"another worker has taken over {key}")
    return error
