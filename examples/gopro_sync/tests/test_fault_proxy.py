"""The proxy of the fault matrix: it is transparent until told otherwise, and each injury really hurts."""

import http.client
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from stand_in import Fault
from trials.faults import _actions as actions
from trials.faults._proxy import Proxy, Rule

ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=5)


@pytest.fixture
def proxy(engine):
    with Proxy(engine.clients.endpoint_url) as proxy:
        yield proxy


@pytest.fixture
def through(proxy):
    """Makes clients that speak to AWS through the proxy, and do not try again."""
    clients: list[Any] = []

    def make(service: str) -> Any:
        clients.append(boto3.client(service, endpoint_url=proxy.url, config=ONCE))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def arm(proxy):
    """Arms the proxy with one injury that bites once, and returns its fault."""

    def arm_with(operation: str, action: Any, times: int | None = 1, **options: Any) -> Fault:
        fault = Fault("injury", times, each=True)
        proxy.arm([Rule(operation=operation, action=action, fault=fault, **options)])
        return fault

    return arm_with


def test_on_a_good_day_it_is_not_noticed(cloud, through):
    s3 = through("s3")
    s3.put_object(Bucket=cloud.bucket, Key="k", Body=b"content", Metadata={"a": "b"})
    head = s3.head_object(Bucket=cloud.bucket, Key="k")
    assert (head["ContentLength"], head["Metadata"]) == (7, {"a": "b"})
    assert s3.get_object(Bucket=cloud.bucket, Key="k")["Body"].read() == b"content"
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket=cloud.bucket, Key="other")


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("PutObject", lambda s3, **at: s3.put_object(Body=b"b", **at)),
        ("HeadObject", lambda s3, **at: s3.head_object(**at)),
        ("CreateMultipartUpload", lambda s3, **at: s3.create_multipart_upload(**at)),
        ("UploadPart", lambda s3, **at: s3.upload_part(UploadId="u", PartNumber=1, Body=b"b", **at)),
        ("CompleteMultipartUpload", lambda s3, **at: s3.complete_multipart_upload(UploadId="u", **at)),
        ("AbortMultipartUpload", lambda s3, **at: s3.abort_multipart_upload(UploadId="u", **at)),
    ],
)
def test_a_refusal_by_s3_reads_as_s3_writes_it(cloud, through, arm, operation, call):  # GS-17
    fault = arm(operation, actions.refuse(503, "SlowDown"))
    with pytest.raises(ClientError) as refused:
        call(through("s3"), Bucket=cloud.bucket, Key="gopro/2026/01/00000000000001-GX01.MP4")
    # The head of an object has no body to carry a code.
    assert refused.value.response["Error"]["Code"] == ("503" if operation == "HeadObject" else "SlowDown")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert fault.victims == {"00000000000001"}


def test_a_refusal_by_a_json_service_reads_as_it_writes_it(cloud, through, arm):  # GS-17
    arm("GetSecretValue", actions.refuse(400, "ThrottlingException"))
    with pytest.raises(ClientError) as refused:
        through("secretsmanager").get_secret_value(SecretId=cloud.secret)
    assert refused.value.response["Error"] == {"Code": "ThrottlingException", "Message": "injected"}


def test_only_what_concerns_it_is_spoilt_and_only_so_often(cloud, through, arm):
    s3 = through("s3")
    fault = arm("PutObject", actions.refuse(500, "InternalError"), concerns=lambda call: call.length > 3)
    s3.put_object(Bucket=cloud.bucket, Key="k", Body=b"abc")
    with pytest.raises(ClientError, match="InternalError"):
        s3.put_object(Bucket=cloud.bucket, Key="k", Body=b"abcd")
    s3.put_object(Bucket=cloud.bucket, Key="k", Body=b"abcd")
    assert fault.bites == 1


def test_a_reset_comes_before_the_service_hears_of_anything(cloud, through, arm):  # GS-17
    arm("PutObject", actions.reset)
    with pytest.raises(ConnectionClosedError):
        through("s3").put_object(Bucket=cloud.bucket, Key="k", Body=b"x" * 5_000_000)
    assert cloud.keys() == []


def test_a_lost_answer_comes_after_the_service_has_done_it(cloud, through, arm):  # GS-17
    arm("PutObject", actions.lose_answer)
    with pytest.raises(ConnectionClosedError):
        through("s3").put_object(Bucket=cloud.bucket, Key="k", Body=b"x")
    assert cloud.keys() == ["k"]


def test_damage_is_what_a_checksum_notices(cloud, through, arm):  # GS-7, GS-17
    arm("UploadPart", actions.damage)
    s3, at = through("s3"), {"Bucket": cloud.bucket, "Key": "k"}
    upload = s3.create_multipart_upload(ChecksumAlgorithm="CRC32", **at)["UploadId"]
    part = {"UploadId": upload, "PartNumber": 1, "Body": b"abc", "ChecksumCRC32": "NSRBwg==", **at}
    with pytest.raises(ClientError, match="BadDigest"):
        s3.upload_part(**part)
    assert s3.upload_part(**part)["ETag"]


def test_an_error_inside_200_has_completed_nothing(cloud, proxy, arm):  # GS-17
    arm("CompleteMultipartUpload", actions.fail_with_200)
    with closing(http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=5)) as connection:
        connection.request("POST", f"/{cloud.bucket}/k?uploadId=u", b"<CompleteMultipartUpload/>")
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:28]) == (200, b"<Error><Code>InternalError</")
    assert cloud.keys() == []


def test_a_clock_that_is_ahead_says_so_and_accepts_who_follows_it(proxy, cloud, arm):  # GS-17
    fault = arm("HeadObject", actions.refuse_the_clock, times=None, concerns=actions.signed_by_a_slow_clock)

    def head(signed: datetime) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=5)) as connection:
            date = signed.strftime("%Y%m%dT%H%M%SZ")
            connection.request("HEAD", f"/{cloud.bucket}/k", headers={"X-Amz-Date": date})
            return connection.getresponse()

    now = datetime.now(UTC)
    refused = head(now)
    theirs = parsedate_to_datetime(refused.headers["Date"])
    assert (refused.status, fault.bites) == (403, 1)
    assert theirs - now > timedelta(minutes=55)
    assert (head(theirs).status, fault.bites) == (404, 1)


def test_keys_are_left_unprocessed_as_dynamodb_does_it(cloud, through, arm):  # GS-6, GS-17
    arm("BatchGetItem", actions.leave_unprocessed)
    key = {"provider": {"S": "gopro"}, "media_id": {"S": "m"}}
    asked = {cloud.table: {"Keys": [key]}}
    answer = through("dynamodb").batch_get_item(RequestItems=asked)
    assert (answer["Responses"], answer["UnprocessedKeys"]) == ({}, asked)
    assert through("dynamodb").batch_get_item(RequestItems=asked)["UnprocessedKeys"] == {}


def test_something_can_happen_before_a_request_is_passed_on(cloud, through, arm):
    happened: list[str] = []
    arm("PutObject", actions.first(lambda: happened.append("before")))
    through("s3").put_object(Bucket=cloud.bucket, Key="k", Body=b"x")
    assert (happened, cloud.keys()) == (["before"], ["k"])


def test_the_proxy_stops_though_an_answer_is_awaited(engine, cloud):  # GS-17
    with Proxy(engine.clients.endpoint_url) as proxy:
        proxy.arm([Rule(operation="GetSecretValue", action=actions.hang, fault=Fault("hang", 1))])
        connection = http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=5)
        body = json.dumps({"SecretId": cloud.secret})
        connection.request("POST", "/", body, {"X-Amz-Target": "secretsmanager.GetSecretValue"})
    with closing(connection), pytest.raises((OSError, http.client.HTTPException)):
        connection.getresponse()
