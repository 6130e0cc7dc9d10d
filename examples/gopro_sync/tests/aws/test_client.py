"""What is tried again and what is not, against a server that misbehaves as told."""

import gc
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from media_sync import retry
from media_sync.aws.client import ATTEMPTS, Client
from media_sync.aws.errors import AwsError
from media_sync.aws.json_service import JsonService

from .conftest import HANG_UP, Say

FAILED = b'{"__type": "com.amazonaws.dynamodb.v20120810#%s", "message": "because"}'
OK = Say(200, b'{"fine": 1}')


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def service(waits):
    """Makes a client of the server in the place of AWS."""

    def make(**options) -> JsonService:
        client = Client("dynamodb", "eu-west-3", sleep=waits.append, chance=lambda: 1.0, **options)
        return JsonService(client, target="DynamoDB_20120810", version="1.0")

    yield make
    gc.collect()


@pytest.mark.parametrize(
    "failure",
    [
        Say(500, b"{}"),
        Say(503, b"<html>no JSON</html>"),
        Say(200, b"<html>no JSON</html>"),
        Say(429),
        Say(400, FAILED % b"ProvisionedThroughputExceededException"),
        Say(400, FAILED % b"ThrottlingException"),
        HANG_UP,
    ],
    ids=["500", "a page", "a page with status 200", "429", "throughput", "throttled", "hung up"],
)
def test_what_may_succeed_later_is_asked_again(scripted, service, waits, failure):  # GS-7, GS-17
    server = scripted(failure, failure, OK)
    assert service().call("GetItem", Key="k") == {"fine": 1}
    assert [(command, body) for command, _, _, body in server.requests] == [("POST", b'{"Key": "k"}')] * 3
    assert waits == [retry.backoff(0, 1.0), retry.backoff(1, 1.0)]


def test_it_is_not_asked_for_ever(scripted, service, waits):
    server = scripted(Say(400, FAILED % b"ThrottlingException"))
    with pytest.raises(AwsError, match="ThrottlingException: because"):
        service().call("GetItem")
    assert len(server.requests) == ATTEMPTS == len(waits) + 1


def test_whoever_cannot_be_reached_is_named(scripted, service, monkeypatch):
    scripted(OK)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
    with pytest.raises(
        AwsError, match=r"ConnectionRefusedError: 127\.0\.0\.1:\d+ cannot be reached"
    ) as caught:
        service().call("GetItem")
    assert (caught.value.status, caught.value.is_transient) == (None, True)


@pytest.mark.parametrize(("asked", "waited"), [("3", 3.0), ("3600", retry.CAP_SECONDS)])
def test_retry_after_is_honoured_but_not_for_ever(scripted, service, waits, asked, waited):
    scripted(Say(503, b"{}", {"Retry-After": asked}), OK)
    service().call("GetItem")
    assert waits == [waited]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Say(400, FAILED % b"ValidationException"), "ValidationException"),
        (Say(400, b'{"__type": "AccessDeniedException", "Message": "because"}'), "AccessDeniedException"),
        (
            Say(400, b'{"message": "because"}', {"x-amzn-ErrorType": "NotFoundException:http://x/"}),
            "NotFoundException",
        ),
        (Say(403, b"because"), "403"),
        (Say(302, b"", {"Location": "/elsewhere"}), "302"),
    ],
)
def test_a_refusal_is_final_and_names_its_reason(scripted, service, waits, answer, code):
    server = scripted(answer)
    with pytest.raises(AwsError) as caught:
        service().call("GetItem")
    assert (caught.value.code, caught.value.status) == (code, answer.status)
    assert (len(server.requests), waits) == (1, [])


def test_the_row_that_made_a_condition_fail_comes_with_the_error(scripted, service):  # GS-7
    body = b'{"__type": "x#ConditionalCheckFailedException", "Item": {"owner": {"S": "run-1"}}}'
    scripted(Say(400, body))
    with pytest.raises(AwsError) as caught:
        service().call("UpdateItem")
    assert caught.value.item == {"owner": {"S": "run-1"}}


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wrong_clock_is_set_right_once(scripted, service, waits, hours):  # GS-17
    real = datetime.now(UTC)
    date = {"Date": format_datetime(real, usegmt=True)}
    skewed = Say(403, b'{"__type": "InvalidSignatureException"}', date)
    server = scripted(skewed, OK)
    wrong = service(now=lambda: real + timedelta(hours=hours))
    for _ in range(2):
        assert wrong.call("GetItem") == {"fine": 1}
    times = [headers["X-Amz-Date"] for _, _, headers, _ in server.requests]
    right = real.strftime("%Y%m%dT%H%M%SZ")
    assert times[0] != right
    assert times[1:] == [right, right]
    assert waits == [0.0]


def test_a_refusal_with_the_right_time_is_no_matter_of_clocks(scripted, service):
    date = {"Date": format_datetime(datetime.now(UTC) + timedelta(minutes=3), usegmt=True)}
    server = scripted(Say(403, b"{}", date))
    with pytest.raises(AwsError):
        service().call("GetItem")
    assert len(server.requests) == 1


def test_a_clock_that_cannot_be_set_right_is_not_tried_for_ever(scripted, service):
    date = {"Date": format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)}
    server = scripted(Say(403, b"{}", date))
    with pytest.raises(AwsError):
        service().call("GetItem")
    assert len(server.requests) == 2


def test_a_server_whose_clock_jumps_is_not_asked_for_ever(scripted, service):
    jumps = [
        Say(403, b"{}", {"Date": format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)})
        for hours in range(1, ATTEMPTS + 3)
    ]
    server = scripted(*jumps)
    with pytest.raises(AwsError):
        service().call("GetItem")
    assert len(server.requests) == ATTEMPTS


def test_a_connection_is_kept(scripted, service):
    server, kept = scripted(OK), service()
    for _ in range(5):
        kept.call("GetItem")
    assert server.connections == 1


def test_a_connection_that_ended_meanwhile_costs_no_attempt(scripted, service, waits):
    server, kept = scripted(Say(200, b"{}", then_close=True), OK), service()
    kept.call("GetItem")
    # Until the end of the connection has arrived.
    while not is_over(kept):
        time.sleep(0.001)
    kept.call("GetItem")
    assert (server.connections, waits) == (2, [])


def is_over(service: JsonService) -> bool:
    """Whether the server has ended the connection that is kept."""
    (idle,) = service._client._connections._idle.values()
    (connection,) = idle
    connection.sock.setblocking(False)
    try:
        return connection.sock.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False


def test_threads_have_connections_of_their_own(scripted, service):
    both = Say(200, b'{"fine": 1}', together=threading.Barrier(2, timeout=10))
    server, kept = scripted(both), service()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: kept.call("GetItem"), range(6)))
    assert answers == [{"fine": 1}] * 6
    assert server.connections == 2
