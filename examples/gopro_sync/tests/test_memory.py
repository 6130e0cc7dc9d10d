"""A large file goes through a little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import downloader
import pytest
from media_sync.parts import MIB

SIZE = 300_000_000

WORKER = """
import json, sys
import downloader

class Context:
    def get_remaining_time_in_millis(self):
        return 900_000

outcome = downloader.handler(json.loads(sys.argv[1]), Context())
print(json.dumps(outcome), file=sys.stderr)
"""


@pytest.mark.parametrize("part_mib", [16, 24, 38], ids=["files below 168 GB", "252 GB", "398 GB"])
def test_less_than_110_mb_are_needed(cloud, serve, library, event, record_property, part_mib):  # GS-7
    """Parts are as large as such files make them; the file itself is smaller, which memory does not know."""
    folder = library({})
    with (folder / "large.MP4").open("wb") as file:
        file.truncate(SIZE)
    stand_in = serve({})
    cloud.connect(stand_in)
    (large,) = stand_in.library.files
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(downloader.__file__).parent),
        "PART_SIZE_BYTES": str(part_mib * MIB),
    }
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, json.dumps(event(large))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert worker.returncode == 0, worker.stderr
    outcome = json.loads(worker.stderr)
    assert (outcome["status"], outcome["sha256"]) == ("COMPLETED", large.sha256)
    assert cloud.digest(outcome["s3_key"]) == large.sha256
    record_property("peak_memory_mb", outcome["peak_memory_mb"])
    assert outcome["peak_memory_mb"] < 110
