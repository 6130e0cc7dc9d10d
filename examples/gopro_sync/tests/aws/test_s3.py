"""S3's operations: their answers, good and bad, from a scripted server and from the embedded AWS."""

import base64
import gc
import os
import zlib

import pytest
from media_sync.aws import AwsError
from media_sync.aws.client import ATTEMPTS, Client
from media_sync.aws.s3 import S3
from media_sync.checksums import composite_crc32, crc32

from .conftest import Say

ERROR = b"<?xml version='1.0'?><Error><Code>%s</Code><Message>because</Message></Error>"
COMPLETED = b" \n <CompleteMultipartUploadResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>%s</%s>"
COMPLETED %= b"<ChecksumCRC32>AAAAAA==-1</ChecksumCRC32>", b"CompleteMultipartUploadResult"
PART = {"ETag": '"e<&"', "ChecksumCRC32": "AAAAAA==", "PartNumber": "1"}
MIB = 1024 * 1024


@pytest.fixture
def s3():
    """Makes an S3 of the server in the place of AWS."""
    yield lambda: S3(Client("s3", os.environ["AWS_REGION"], sleep=lambda _: None))
    gc.collect()


@pytest.mark.parametrize(
    "first",
    [ERROR % b"InternalError", ERROR % b"SlowDown", COMPLETED[:40], b""],
    ids=["InternalError", "SlowDown", "cut off", "empty"],
)
def test_an_error_may_come_with_status_200(scripted, s3, first):  # GS-7, GS-17
    server = scripted(Say(200, first), Say(200, COMPLETED))
    assert s3().complete_upload("b", "k", "u", [PART], {"If-None-Match": "*"}) == "AAAAAA==-1"
    assert len(server.requests) == 2
    command, path, headers, body = server.requests[1]
    assert (command, path, headers["If-None-Match"]) == ("POST", "/b/k?uploadId=u", "*")
    assert b'<Part><ETag>"e&lt;&amp;"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32>' in body


def test_an_error_with_status_200_is_never_taken_for_success(scripted, s3):  # GS-7, GS-17
    server = scripted(Say(200, ERROR % b"InternalError"))
    with pytest.raises(AwsError, match="InternalError: because"):
        s3().complete_upload("b", "k", "u", [PART], {})
    assert len(server.requests) == ATTEMPTS


@pytest.mark.parametrize("size", [0, 8 * MIB])
def test_the_reason_is_heard_although_not_everything_was_sent(scripted, s3, size):  # GS-17
    server = scripted(Say(404, ERROR % b"NoSuchUpload", unread=True))
    with pytest.raises(AwsError, match="NoSuchUpload: because"):
        s3().upload_part("b", "k", "u", 1, memoryview(bytearray(size)), {})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "key", ["a/b.mp4", "a b+c", "ä/€/😀", "100%", "a=b&c?d#e", "~!*'()", "./../x", "//double"]
)
def test_any_key_is_asked_for_as_it_is(cloud, s3, key):
    ours = s3()
    ours.put(cloud.bucket, key, b"bytes", {})
    assert cloud.keys() == [key]
    head = ours.head(cloud.bucket, key)
    assert head["content-length"] == "5"


def test_what_is_not_there_is_none(cloud, s3):
    assert s3().head(cloud.bucket, "nothing") is None


def test_what_may_not_be_seen_is_an_error(scripted, s3):
    scripted(Say(403))
    with pytest.raises(AwsError, match="403"):
        s3().head("b", "k")


def test_an_object_has_its_metadata_and_checksum(cloud, s3):  # GS-7
    ours = s3()
    ours.put(cloud.bucket, "k", b"bytes", {"X-Amz-Meta-Token": "t", "X-Amz-Checksum-Crc32": crc32(b"bytes")})
    head = ours.head(cloud.bucket, "k")
    assert (head["x-amz-meta-token"], head["x-amz-checksum-crc32"]) == ("t", crc32(b"bytes"))
    assert cloud.s3.head_object(Bucket=cloud.bucket, Key="k")["Metadata"] == {"token": "t"}


def test_a_whole_object_that_arrives_damaged_is_refused(cloud, s3):  # GS-7
    with pytest.raises(AwsError, match="BadDigest"):
        s3().put(cloud.bucket, "k", b"damaged", {"X-Amz-Checksum-Crc32": crc32(b"sent")})
    assert cloud.keys() == []


def test_a_part_that_arrives_damaged_is_refused(cloud, s3):  # GS-7
    ours = s3()
    upload = ours.create_upload(cloud.bucket, "k", {"X-Amz-Checksum-Algorithm": "CRC32"})
    with pytest.raises(AwsError, match="BadDigest"):
        ours.upload_part(cloud.bucket, "k", upload, 1, b"damaged", {"X-Amz-Checksum-Crc32": crc32(b"sent")})
    ours.abort_upload(cloud.bucket, "k", upload)
    assert cloud.unfinished_uploads() == []
    with pytest.raises(AwsError, match="NoSuchUpload"):
        ours.upload_part(cloud.bucket, "k", upload, 1, b"late", {})


@pytest.mark.parametrize("sizes", [[5 * MIB, 1], [5 * MIB, 5 * MIB, 0], [7]])
def test_s3_gives_the_checksum_that_we_expect(cloud, s3, sizes):  # GS-7
    ours, parts = s3(), []
    upload = ours.create_upload(cloud.bucket, "k", {"X-Amz-Checksum-Algorithm": "CRC32"})
    for number, size in enumerate(sizes, start=1):
        body = bytes([number]) * size
        etag = ours.upload_part(
            cloud.bucket, "k", upload, number, body, {"X-Amz-Checksum-Crc32": crc32(body)}
        )
        parts.append({"ETag": etag, "ChecksumCRC32": crc32(body), "PartNumber": str(number)})
    expected = composite_crc32([part["ChecksumCRC32"] for part in parts])
    size = {"X-Amz-Mp-Object-Size": str(sum(sizes))}
    assert ours.complete_upload(cloud.bucket, "k", upload, parts, size) == expected
    assert ours.head(cloud.bucket, "k")["x-amz-checksum-crc32"] == expected
    answer = cloud.s3.head_object(Bucket=cloud.bucket, Key="k", ChecksumMode="ENABLED")
    assert answer["ChecksumCRC32"] == expected


def test_an_object_of_another_size_does_not_appear(cloud, s3):  # GS-7
    ours = s3()
    upload = ours.create_upload(cloud.bucket, "k", {})
    etag = ours.upload_part(cloud.bucket, "k", upload, 1, b"four", {})
    with pytest.raises(AwsError, match="does not match"):
        ours.complete_upload(
            cloud.bucket, "k", upload, [{"ETag": etag, "PartNumber": "1"}], {"X-Amz-Mp-Object-Size": "5"}
        )
    assert cloud.keys() == []


def test_the_form_of_a_checksum():
    assert base64.b64decode(crc32(b"bytes")) == zlib.crc32(b"bytes").to_bytes(4, "big")
    assert composite_crc32([crc32(b"a"), crc32(b"b")]).endswith("==-2")
