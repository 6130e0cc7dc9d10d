"""As much of S3 as uploaders ask for, which counts the bytes that it is sent and throws them away.

It is no judge of what it is sent, except of lengths: an object whose parts do not add up is not stored.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from urllib.parse import parse_qs, urlsplit

from benchmarks.transfer._server import Handler, serve

_ETAG = '"00000000000000000000000000000000-1"'
_UPLOAD = "<InitiateMultipartUploadResult><UploadId>{}</UploadId></InitiateMultipartUploadResult>"
_DONE = f"<CompleteMultipartUploadResult><ETag>{_ETAG}</ETag></CompleteMultipartUploadResult>"
_EMPTY = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"

_objects: dict[str, int] = {}
_uploads: dict[str, dict[int, int]] = defaultdict(dict)


class SinkHandler(Handler):
    """Stores lengths."""

    def setup(self) -> None:
        """Make the one buffer of a connection."""
        super().setup()
        self._buffer = memoryview(bytearray(1024 * 1024))

    def do_PUT(self) -> None:  # noqa: N802 (the base class's name)
        """Take a part or a whole object; a bucket is there already."""
        path, query = self._address()
        length = self._swallow()
        if "partNumber" in query:
            _uploads[query["uploadId"]][int(query["partNumber"])] = length
        else:
            _objects[path] = length
        self.answer(200, headers={"ETag": _ETAG})

    def do_POST(self) -> None:  # noqa: N802 (the base class's name)
        """Begin or complete a multipart upload."""
        path, query = self._address()
        self._swallow()
        if "uploadId" not in query:
            return self._xml(_UPLOAD.format(uuid.uuid4().hex))
        parts = _uploads.pop(query["uploadId"])
        if sorted(parts) != list(range(1, len(parts) + 1)):
            return self.answer(400)
        _objects[path] = sum(parts.values())
        return self._xml(_DONE)

    def do_HEAD(self) -> None:  # noqa: N802 (the base class's name)
        """Say how long an object is."""
        path, _ = self._address()
        if path not in _objects:
            return self.answer(404)
        return self.answer(200, headers={"Content-Length": str(_objects[path]), "ETag": _ETAG})

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        """List nothing."""
        self._xml(_EMPTY)

    def do_DELETE(self) -> None:  # noqa: N802 (the base class's name)
        """Forget an upload."""
        _uploads.pop(self._address()[1].get("uploadId", ""), None)
        self.answer(204)

    def _address(self) -> tuple[str, dict[str, str]]:
        address = urlsplit(self.path)
        query = parse_qs(address.query, keep_blank_values=True)
        return address.path, {name: values[0] for name, values in query.items()}

    def _xml(self, document: str) -> None:
        self.answer(200, document.encode(), {"Content-Type": "application/xml"})

    def _swallow(self) -> int:
        """Read the body to its end, and return how many bytes the client meant to store."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while length := int(self.rfile.readline(), 16):
                self._discard(length)
                self.rfile.readline()
            while self.rfile.readline().strip():
                """A trailer."""
        else:
            self._discard(int(self.headers.get("Content-Length", "0")))
        # A body with a checksum behind it (aws-chunked) is longer than what it carries.
        return int(
            self.headers.get("X-Amz-Decoded-Content-Length") or self.headers.get("Content-Length", "0")
        )

    def _discard(self, length: int) -> None:
        while length:
            count = self.rfile.readinto(self._buffer[:length])
            if not count:
                raise ConnectionResetError("the client went away")
            length -= count


if __name__ == "__main__":
    serve(SinkHandler)
