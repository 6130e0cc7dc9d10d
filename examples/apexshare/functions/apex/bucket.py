"""The videos in S3: where their content is sent, what is there of it, and where it is fetched."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from apex.aws import AwsError, presigned, send
from apex.settings import setting

SECONDS_TO_UPLOAD = 3600
# Until a download has begun; how long it takes does not matter.
SECONDS_TO_DOWNLOAD = 900
UPLOAD_ENDED = "NoSuchUpload"
XML = {"Content-Type": "application/xml"}


class Part(NamedTuple):
    """A part that S3 has."""

    number: int
    etag: str
    size: int


def key_of(video_id: str) -> str:
    """Return the key of a video's content: nothing that somebody typed is in it."""
    return f"videos/{video_id}"


def video_of(key: str) -> str:
    """Return whose content has that key."""
    return key.removeprefix("videos/")


def put_headers(content_type: str) -> dict[str, str]:
    """Return what is sent with a PUT of all content: S3 refuses a second one."""
    return {"Content-Type": content_type, "If-None-Match": "*"}


def put_address(video_id: str, content_type: str, size: int) -> str:
    """Return where all content is sent; its length and type are signed, so S3 refuses others."""
    headers = {**put_headers(content_type), "Content-Length": str(size)}
    return presigned("PUT", _bucket(), _path(video_id), seconds=SECONDS_TO_UPLOAD, headers=headers)


def part_address(video_id: str, upload_id: str, number: int, size: int) -> str:
    """Return where a part is sent; its length is signed."""
    return presigned(
        "PUT",
        _bucket(),
        _path(video_id),
        seconds=SECONDS_TO_UPLOAD,
        query={"partNumber": str(number), "uploadId": upload_id},
        headers={"Content-Length": str(size)},
    )


def download_address(video_id: str, file_name: str, content_type: str) -> str:
    """Return where the content is fetched, to be saved under its name and never shown as a page."""
    plain = file_name.encode("ascii", "replace").decode().translate(str.maketrans('"%?', "___"))
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    return presigned(
        "GET",
        _bucket(),
        _path(video_id),
        seconds=SECONDS_TO_DOWNLOAD,
        query={"response-content-disposition": disposition, "response-content-type": content_type},
    )


def begin_parts(video_id: str, content_type: str) -> str:
    """Begin an upload in parts, and return its id."""
    answer = _send("POST", video_id, query={"uploads": ""}, headers={"Content-Type": content_type})
    return _parsed(answer).findtext("{*}UploadId") or ""


def parts_of(video_id: str, upload_id: str) -> Iterator[Part]:
    """Yield the parts that S3 has, page by page."""
    query = {"uploadId": upload_id}
    while True:
        page = _parsed(_send("GET", video_id, query=query))
        for part in page.iterfind("{*}Part"):
            number, etag, size = (part.findtext(f"{{*}}{name}") for name in ("PartNumber", "ETag", "Size"))
            yield Part(int(number or 0), etag or "", int(size or 0))
        if page.findtext("{*}IsTruncated") != "true":
            return
        query["part-number-marker"] = page.findtext("{*}NextPartNumberMarker") or ""


def complete_parts(video_id: str, upload_id: str, etags: Mapping[int, str]) -> None:
    """Put the parts together.

    Raises:
        AwsError: S3 cannot.
    """
    wanted = Element("CompleteMultipartUpload")
    for number in sorted(etags):
        part = SubElement(wanted, "Part")
        SubElement(part, "PartNumber").text = str(number)
        SubElement(part, "ETag").text = etags[number]
    answer = _parsed(
        _send("POST", video_id, query={"uploadId": upload_id}, body=tostring(wanted), headers=XML)
    )
    # S3 answers 200 before it begins, and may fail after.
    if answer.tag.endswith("Error"):
        raise AwsError(200, answer.findtext("{*}Code") or answer.findtext("Code") or "Unknown")


def forget_parts(video_id: str, upload_id: str) -> None:
    """Drop the parts of an upload, if there are any."""
    try:
        _send("DELETE", video_id, query={"uploadId": upload_id})
    except AwsError as error:
        if error.code != UPLOAD_ENDED:
            raise


def stored_size(video_id: str) -> int | None:
    """Return how many bytes the content has; None if there is none."""
    try:
        answer = send("s3", "HEAD", _path(video_id), bucket=_bucket())
    except AwsError as error:
        if error.status == 404:
            return None
        raise
    return int(answer.headers["content-length"])


def first_bytes(video_id: str, count: int) -> bytes:
    """Return what the content begins with, and read no more of it."""
    return _send("GET", video_id, headers={"Range": f"bytes=0-{count - 1}"})


def remove_content(video_id: str) -> None:
    """Delete the content, whether there is any or not."""
    _send("DELETE", video_id)


def _send(
    method: str,
    video_id: str,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> bytes:
    path = _path(video_id)
    return send("s3", method, path, bucket=_bucket(), query=query, headers=headers, body=body).body


def _parsed(document: bytes) -> Element:
    return fromstring(document)  # noqa: S314 (S3's own words)


def _bucket() -> str:
    return setting("BUCKET")


def _path(video_id: str) -> str:
    return f"/{key_of(video_id)}"
