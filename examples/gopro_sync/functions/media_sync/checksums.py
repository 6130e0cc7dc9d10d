"""CRC32 in the form in which S3 takes it and gives it back.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

import base64
import zlib
from collections.abc import Sequence

from .aws.signing import Body


def crc32(body: Body) -> str:
    """The checksum of a part, or of an object that is put at once."""
    return crc32_text(zlib.crc32(body))


def crc32_text(value: int) -> str:
    """A checksum that was computed piece by piece."""
    return base64.b64encode(value.to_bytes(4, "big")).decode()


def composite_crc32(checksums: Sequence[str]) -> str:
    """The checksum of an object that is put together: that of its parts' checksums, and their number."""
    return f"{crc32(b''.join(map(base64.b64decode, checksums)))}-{len(checksums)}"
