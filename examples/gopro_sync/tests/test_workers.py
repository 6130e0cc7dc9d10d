"""Several workers on one item: at once, one after the other's death, and delivered twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import downloader
import pytest
from media_sync.aws import dynamodb, s3
from media_sync.bucket import MediaBucket, Target, Upload
from media_sync.checksums import crc32
from media_sync.copying import Copier
from media_sync.errors import AlreadyInProgress
from media_sync.location import Location
from media_sync.model import MediaItem, Run
from media_sync.retry import Patience
from media_sync.tracker import Tracker

PART = 5 * 1024 * 1024
FUNCTIONS = Path(downloader.__file__).parent

WORKER = """
import json, sys, threading
import downloader
from media_sync.{module} import {owner}

real = {owner}.{method}
def stop_here(self, *arguments):
    {before}
    print("here", file=sys.stderr, flush=True)
    threading.Event().wait()
{owner}.{method} = stop_here

class Context:
    def get_remaining_time_in_millis(self):
        return 900_000

downloader.handler(json.loads(sys.argv[1]), Context())
"""
DEATHS = {
    "while parts are sent": {
        "module": "bucket",
        "owner": "Upload",
        "method": "send",
        "before": "arguments[0] == 1 and real(self, *arguments)",
    },
    "before the object appears": {
        "module": "bucket",
        "owner": "Upload",
        "method": "complete",
        "before": "pass",
    },
    "before the tracker knows": {
        "module": "tracker",
        "owner": "Tracker",
        "method": "complete",
        "before": "pass",
    },
}


@pytest.fixture
def connected(cloud, serve, monkeypatch):
    monkeypatch.setenv("PART_SIZE_BYTES", str(PART))
    stand_in = serve({"GX01.MP4": 3 * PART + 7})
    cloud.connect(stand_in)
    return stand_in


def die(death: str, event: dict) -> None:
    """Runs a worker until it is where it is to die, and kills it there."""
    environment = {**os.environ, "PYTHONPATH": str(FUNCTIONS)}
    command = [sys.executable, "-c", WORKER.format(**DEATHS[death]), json.dumps(event)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as worker:
        try:
            assert worker.stderr is not None
            said = worker.stderr.readline()
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert said == "here\n", said + worker.stderr.read()


@pytest.mark.parametrize("death", DEATHS)
def test_a_killed_worker_is_followed_by_one_that_finishes(cloud, connected, event, context, death):  # GS-17
    file = connected.library.files[0]
    die(death, event(file))
    assert cloud.row(file.media_id)["status"] == "IN_PROGRESS"
    stored = death == "before the tracker knows"
    assert (len(cloud.unfinished_uploads()), len(cloud.keys())) == ((0, 1) if stored else (1, 0))

    with pytest.raises(AlreadyInProgress):
        downloader.handler(event(file, "another-run"), context)
    outcome = downloader.handler(event(file), context)

    row = cloud.row(file.media_id)
    assert outcome["status"] == ("SKIPPED" if stored else "COMPLETED")
    assert (row["status"], row["sha256"], row["attempts"]) == ("COMPLETED", file.sha256, 2)
    assert cloud.digest(outcome["s3_key"]) == file.sha256
    assert cloud.unfinished_uploads() == []


class Gated(MediaBucket):
    """A bucket whose parts wait to be let through."""

    def __init__(self, s3, name: str) -> None:
        super().__init__(s3, name)
        self.reached, self.gate = threading.Event(), threading.Event()

    def begin(self, target):
        upload = super().begin(target)
        send = upload.send

        def wait_and_send(number: int, body, crc32: str) -> None:
            self.reached.set()
            assert self.gate.wait(30)
            send(number, body, crc32)

        upload.send = wait_and_send
        return upload


@pytest.fixture
def slow_and_quick(cloud, connected, event):
    """Two workers on the same item; the first stops at its first part until it is let through."""
    file = connected.library.files[0]
    item = MediaItem.parse(event(file)["item"])
    url = connected.url + connected.signer.sign(f"/files/{file.media_id}", 2_000_000_000)

    def worker(bucket: MediaBucket) -> Copier:
        return Copier(
            tracker=Tracker(dynamodb(), cloud.table),
            bucket=bucket,
            part_size=PART,
            patience=Patience(lambda: 900_000),
            locate=lambda _: Location(url),
        )

    gated = Gated(s3(), cloud.bucket)
    outcomes: list = []

    def work() -> None:
        try:
            outcomes.append(worker(gated).copy(Run("gopro", "run-1"), item))
        except AlreadyInProgress as error:
            outcomes.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert gated.reached.wait(30)

    def finish():
        gated.gate.set()
        thread.join(30)
        return outcomes[0]

    yield item, file, worker(MediaBucket(s3(), cloud.bucket)), finish
    finish()


def test_of_two_runs_at_once_the_second_stands_back(cloud, slow_and_quick):  # GS-7
    item, file, quick, finish = slow_and_quick
    with pytest.raises(AlreadyInProgress, match="held by run-1"):
        quick.copy(Run("gopro", "run-2"), item)
    first = finish()
    assert (first.status, first.sha256) == ("COMPLETED", file.sha256)
    assert cloud.digest(first.s3_key) == file.sha256


def test_an_attempt_that_its_run_has_given_up_cannot_spoil_the_next(cloud, slow_and_quick):  # GS-7
    item, file, quick, finish = slow_and_quick
    second = quick.copy(Run("gopro", "run-1"), item)
    row = cloud.row(item.media_id)
    assert (second.status, second.sha256) == ("COMPLETED", file.sha256)
    assert isinstance(finish(), AlreadyInProgress)
    assert cloud.row(item.media_id) == row
    assert cloud.digest(second.s3_key) == file.sha256
    assert cloud.unfinished_uploads() == []


def test_a_late_put_cannot_replace_what_another_worker_has_stored(cloud):  # GS-7
    bucket = MediaBucket(s3(), cloud.bucket)
    target = Target("key", "token", bucket.find("key"))
    bucket.put(target, b"first", crc32(b"first"))
    with pytest.raises(AlreadyInProgress):
        bucket.put(target, b"late", crc32(b"late"))
    upload: Upload = bucket.begin(target)
    upload.send(1, b"later", crc32(b"later"))
    with pytest.raises(AlreadyInProgress):
        upload.complete(5)
    bucket.abort("key", upload.upload_id)
    assert cloud.s3.get_object(Bucket=cloud.bucket, Key="key")["Body"].read() == b"first"
