"""The operations of S3 that storing an object takes."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from .client import Client
from .endpoints import bucket_address, custom_endpoint
from .errors import AwsError
from .s3_xml import completion, refusal, refusal_of_document, text_in
from .signing import Body, Request


class S3:
    """Objects and multipart uploads.

    Bodies are not signed. S3 accepts that, TLS protects them on their way, and the CRC32 in their headers is
    checked where they arrive; hashing them as well would take longer than sending them.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._by_path = custom_endpoint("s3") is not None

    def head(self, bucket: str, key: str) -> Mapping[str, str] | None:
        """The headers of an object, with its checksum; None if there is none."""
        request = self._request("HEAD", bucket, key, headers={"X-Amz-Checksum-Mode": "ENABLED"})
        try:
            return self._client.send(request, refusal).headers
        except AwsError as error:
            if error.status == 404:
                return None
            raise

    def put(self, bucket: str, key: str, body: Body, headers: Mapping[str, str]) -> None:
        """Stores a whole object."""
        self._client.send(self._request("PUT", bucket, key, headers=headers, body=body), refusal)

    def create_upload(self, bucket: str, key: str, headers: Mapping[str, str]) -> str:
        """Begins a multipart upload; returns its id."""
        request = self._request("POST", bucket, key, {"uploads": ""}, headers)
        return text_in(self._client.send(request, refusal_of_document), "UploadId") or ""

    def upload_part(
        self, bucket: str, key: str, upload_id: str, number: int, body: Body, headers: Mapping[str, str]
    ) -> str:
        """Sends a part; returns its ETag."""
        query = {"partNumber": str(number), "uploadId": upload_id}
        request = self._request("PUT", bucket, key, query, headers, body)
        return self._client.send(request, refusal).headers["etag"]

    def complete_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        parts: Iterable[Mapping[str, str]],
        headers: Mapping[str, str],
    ) -> str | None:
        """Makes the object of its parts; returns the CRC32 that S3 gives it."""
        request = self._request("POST", bucket, key, {"uploadId": upload_id}, headers, completion(parts))
        return text_in(self._client.send(request, refusal_of_document), "ChecksumCRC32")

    def abort_upload(self, bucket: str, key: str, upload_id: str) -> None:
        """Removes an upload and its parts."""
        self._client.send(self._request("DELETE", bucket, key, {"uploadId": upload_id}), refusal)

    def _request(
        self,
        method: str,
        bucket: str,
        key: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Body = b"",
    ) -> Request:
        origin, prefix = bucket_address(self._client.origin, bucket, by_path=self._by_path)
        path = f"{prefix}/{quote(key, safe='/-_.~')}"
        return Request(method, origin, path, query or {}, headers or {}, body, body_is_signed=False)
