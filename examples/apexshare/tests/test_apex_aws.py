"""Requests to AWS: signed, sent again when that helps, over connections that are kept."""

import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from apex import aws, bucket, records
from apex.aws import AwsError
from apex_attacks import World, world


@pytest.fixture(scope="module")
def functions() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.mark.embedded
def test_one_connection_serves_all_requests(functions: World) -> None:  # AS-11
    aws._connections.cache_clear()
    for _ in range(20):
        records.get(records.video_key("0" * 32))
        bucket.stored_size("0" * 32)
    pool = aws._connections().connection_from_url(os.environ["AWS_ENDPOINT_URL"])
    assert (pool.num_connections, pool.num_requests) == (1, 40)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (AwsError(0, "ProtocolError"), True),
        (AwsError(503, "SlowDown"), True),
        (AwsError(400, "ThrottlingException"), True),
        (AwsError(400, "ProvisionedThroughputExceededException"), True),
        (AwsError(400, "ValidationException"), False),
        (AwsError(404, "NoSuchKey"), False),
        (
            AwsError(
                400,
                "TransactionCanceledException",
                {"CancellationReasons": [{"Code": "TransactionConflict"}]},
            ),
            True,
        ),
        (
            AwsError(
                400,
                "TransactionCanceledException",
                {
                    "CancellationReasons": [
                        {"Code": "TransactionConflict"},
                        {"Code": "ConditionalCheckFailed"},
                    ]
                },
            ),
            False,
        ),
    ],
)
def test_what_may_succeed_later_is_tried_again(error: AwsError, passes: bool) -> None:  # AS-4
    assert error.passes is passes


def test_who_cannot_be_reached_is_asked_five_times(monkeypatch: pytest.MonkeyPatch) -> None:  # AS-4
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    # Nobody listens on this port, which no user may take.
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(AwsError) as unreachable:
        aws.call("dynamodb", "ListTables")
    assert (unreachable.value.status, len(pauses)) == (0, aws.ATTEMPTS - 1)


@pytest.mark.embedded
def test_a_refusal_has_the_service_s_own_name_for_it(functions: World) -> None:  # AS-4
    with pytest.raises(AwsError, match=r"ResourceNotFoundException \(400\)"):
        aws.call("dynamodb", "GetItem", TableName="nothing", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})
    with pytest.raises(AwsError, match=r"NoSuchUpload \(404\)"):
        list(bucket.parts_of("0" * 32, "nothing"))


def test_on_aws_each_service_has_its_host(monkeypatch: pytest.MonkeyPatch) -> None:  # AS-4
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    url = urlsplit(aws.presigned("GET", "videos", "/videos/1", seconds=60, query={"a": "b c"}))
    assert (url.scheme, url.hostname, url.path) == ("https", "videos.s3.eu-west-1.amazonaws.com", "/videos/1")
    assert aws._url("ses", "", "/v2", {}) == "https://email.eu-west-1.amazonaws.com/v2"


@pytest.mark.embedded
@pytest.mark.parametrize("change", ["length", "type", "key", "again"])
def test_s3_takes_nothing_but_what_was_signed(functions: World, change: str) -> None:  # AS-10
    begun = functions.begin("trainer").body
    url, headers, content = begun["url"], dict(begun["headers"]), bytes(94)
    if change == "length":
        content = bytes(95)
    elif change == "type":
        headers["Content-Type"] = "text/html"
    elif change == "key":
        url = url.replace(begun["video_id"], "0" * 32)
    else:
        assert requests.put(url, data=content, headers=headers, timeout=30).status_code == 200
    refused = requests.put(url, data=content, headers=headers, timeout=30)
    assert refused.status_code == (412 if change == "again" else 403)
