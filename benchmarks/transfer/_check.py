"""Whether every contender stores the file's own bytes, in a server that refuses what is signed wrongly.

`rclone serve s3` keeps objects as files, and checks signatures and checksums; too slow to measure against.
It takes no body without a length, as boto3 and the AWS CLI send it over TLS in order to put a checksum behind
it: here these two are told to leave that away.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from shutil import which
from typing import TYPE_CHECKING

from benchmarks.transfer._contenders import Job
from benchmarks.transfer._rounds import Failure
from benchmarks.transfer._site import ACCESS_KEY, BUCKET, PATH, SECRET_KEY
from benchmarks.transfer._source import digest
from benchmarks.transfer._usage import CommandError, usage_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.transfer._contenders import Contender
    from benchmarks.transfer._site import Site

_WITHOUT_TRAILERS = {"AWS_REQUEST_CHECKSUM_CALCULATION": "when_required"}
_READY = re.compile(r"Starting s3 server on \[(.+)/\]")


def wrong_copies(
    contenders: Sequence[Contender], sites: Mapping[str, Site], size: int, part_size: int, folder: Path
) -> Iterator[Failure]:
    """Let every contender copy a file of a size over every scheme; give those that store something else."""
    if which("rclone", path=PATH) is None:
        raise SystemExit("rclone, which checks the copies, is not installed: measure without --check")
    expected = digest(size)
    (folder / BUCKET).mkdir()
    for scheme, site in sites.items():
        with _checking_server(folder, site.certificate) as endpoint:
            for contender in contenders:
                key = f"{contender.name}-{scheme}"
                job = Job(site=replace(site, endpoint=endpoint), size=size, key=key, part_size=part_size)
                if reason := _wrong(contender, job, folder / BUCKET / key, expected):
                    yield Failure(scheme=scheme, size=size, contender=contender.name, reason=reason)


def _wrong(contender: Contender, job: Job, stored: Path, expected: str) -> str | None:
    try:
        usage_of(contender.command(job), {**job.site.environment, **_WITHOUT_TRAILERS})
    except CommandError as error:
        return str(error)
    if not stored.exists():
        return "nothing is stored"
    with stored.open("rb") as body:
        found = hashlib.file_digest(body, "sha256").hexdigest()
    stored.unlink()
    return None if found == expected else "other bytes are stored than the source has"


@contextmanager
def _checking_server(folder: Path, certificate: Path | None) -> Generator[str]:
    """Start the server and give its address."""
    command = ["rclone", "serve", "s3", "--config=", "--addr=127.0.0.1:0"]
    command += [f"--auth-key={ACCESS_KEY},{SECRET_KEY}"]
    if certificate:
        command += [f"--cert={certificate}", f"--key={certificate}"]
    environment = {"PATH": PATH}
    with subprocess.Popen(
        [*command, str(folder)], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            ready = next(filter(None, map(_READY.search, process.stderr or ())), None)
            if ready is None:
                raise RuntimeError("rclone serve s3 does not start")
            yield ready[1]
        finally:
            process.terminate()
