"""Who copies: the example's downloader, and what a user would pick instead.

Each is a whole process, or a pipeline of them, that copies one file with the defaults of what it is made of.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from shutil import which
from typing import TYPE_CHECKING

from benchmarks.transfer._site import BUCKET, PATH, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OURS = "ours"
UPLOAD_FILEOBJ = "upload_fileobj"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file to copy.

    Args:
        site: From where and whereto.
        size: Its bytes.
        key: The object that it becomes.
        part_size: The bytes of a part of our multipart upload.
    """

    site: Site
    size: int
    key: str
    part_size: int

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"{self.site.source}/{self.size}"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One way to copy.

    Args:
        name: What it is called, in tables and in the names of its objects.
        command: What copies one file.
        tools: The programs that it needs.
    """

    name: str
    command: Callable[[Job], Sequence[str]]
    tools: Sequence[str] = ()

    @property
    def absent(self) -> list[str]:
        """Those of its programs that are not installed here."""
        return [tool for tool in self.tools if which(tool, path=PATH) is None]


def _ours(job: Job) -> Sequence[str]:
    module = "benchmarks.transfer._media_sync"
    return [sys.executable, "-m", module, job.url, str(job.size), BUCKET, job.key, str(job.part_size)]


def _upload_fileobj(job: Job) -> Sequence[str]:
    return [sys.executable, "-m", "benchmarks.transfer._upload_fileobj", job.url, BUCKET, job.key]


def _rclone(job: Job) -> Sequence[str]:
    remote = f":s3,provider=Other,env_auth=true,endpoint='{job.site.endpoint}':{BUCKET}/{job.key}"
    return ["rclone", "copyurl", "--config=", job.url, remote]


def _pipeline(job: Job) -> Sequence[str]:
    target = shlex.quote(f"s3://{BUCKET}/{job.key}")
    pipeline = f"curl --silent --show-error --fail {shlex.quote(job.url)} | aws s3 cp - {target}"
    return ["bash", "-o", "pipefail", "-c", pipeline]


CONTENDERS = (
    Contender(name=OURS, command=_ours),
    Contender(name=UPLOAD_FILEOBJ, command=_upload_fileobj),
    Contender(name="rclone-copyurl", command=_rclone, tools=["rclone"]),
    Contender(name="curl-aws-s3-cp", command=_pipeline, tools=["bash", "curl", "aws"]),
)
