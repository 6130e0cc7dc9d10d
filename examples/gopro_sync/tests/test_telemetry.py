"""Logs, metrics and traces: each with the correlation id."""

import io
import json
import logging
import socket

import pytest
from media_sync import telemetry
from media_sync.tracing import subsegment


def test_every_line_is_json_with_the_correlation_id():  # GS-1
    stream = io.StringIO()
    telemetry.start("INFO", stream=stream, function="downloader", correlation_id="run-7")
    log = logging.getLogger("media_sync.anything")
    log.info("hello %s", "world", extra={"media_id": "m"})
    log.debug("not said")
    try:
        raise ValueError("boom")
    except ValueError:
        log.exception("failed")
    hello, failed = (json.loads(line) for line in stream.getvalue().splitlines())
    assert {**hello, "timestamp": ""} == {
        "timestamp": "",
        "level": "INFO",
        "message": "hello world",
        "function": "downloader",
        "correlation_id": "run-7",
        "media_id": "m",
    }
    assert failed["correlation_id"] == "run-7"
    assert "ValueError: boom" in failed["stack_trace"]


def test_one_invocations_context_does_not_reach_the_next():
    stream = io.StringIO()
    telemetry.start("INFO", stream=stream, media_id="old")
    telemetry.start("INFO", stream=stream, correlation_id="new")
    logging.getLogger("media_sync").info("x")
    (line,) = stream.getvalue().splitlines()
    assert "media_id" not in json.loads(line)


def test_metrics_are_in_the_embedded_format():  # GS-1
    stream = io.StringIO()
    telemetry.start("INFO", stream=stream, correlation_id="run-7")
    telemetry.emit("MediaSync", "gopro", {"BytesTransferred": (5, "Bytes")}, stream)
    line = json.loads(stream.getvalue())
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "MediaSync",
        "Dimensions": [["Provider"]],
        "Metrics": [{"Name": "BytesTransferred", "Unit": "Bytes"}],
    }
    assert (line["Provider"], line["BytesTransferred"], line["correlation_id"]) == ("gopro", 5, "run-7")


@pytest.fixture
def daemon(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(5)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{daemon.getsockname()[1]}")
        yield daemon


def test_a_traced_invocation_is_annotated(daemon, monkeypatch):  # GS-1
    monkeypatch.setenv(
        "_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    )
    with pytest.raises(ValueError, match="boom"), subsegment("copy", correlation_id="run-7"):
        raise ValueError("boom")
    header, _, body = daemon.recv(65_536).partition(b"\n")
    document = json.loads(body)
    assert json.loads(header) == {"format": "json", "version": 1}
    assert document["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
    assert (document["parent_id"], document["name"], document["type"]) == (
        "53995c3f42cd8ad8",
        "copy",
        "subsegment",
    )
    assert (document["annotations"], document["fault"]) == ({"correlation_id": "run-7"}, True)
    assert document["end_time"] >= document["start_time"]


@pytest.mark.parametrize("header", ["", "Root=1-x;Parent=y;Sampled=0", "nonsense"])
def test_an_invocation_that_is_not_traced_sends_nothing(daemon, monkeypatch, header):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    with subsegment("copy"):
        pass
    daemon.setblocking(False)
    with pytest.raises(BlockingIOError):
        daemon.recv(1)
