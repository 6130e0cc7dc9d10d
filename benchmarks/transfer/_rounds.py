"""Rounds of whole processes, the contenders taking turns at going first."""

from __future__ import annotations

import ssl
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.transfer._contenders import Job
from benchmarks.transfer._site import BUCKET
from benchmarks.transfer._usage import CommandError, Usage, usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.transfer._contenders import Contender
    from benchmarks.transfer._site import Site


@dataclass(frozen=True, kw_only=True)
class Sample(Usage):
    """One file that one contender copied; figures of one round are compared with each other."""

    round: int
    scheme: str
    size: int
    contender: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A contender that did not copy a file, and why."""

    scheme: str
    size: int
    contender: str
    reason: str


def results(
    contenders: Sequence[Contender],
    sites: Mapping[str, Site],
    sizes: Sequence[int],
    part_size: int,
    rounds: int,
) -> Iterator[Sample | Failure]:
    """Let every contender copy a file of every size over every scheme, once a round.

    A first round that nobody sees fills the caches of Python's byte code and of the disk.
    """
    for number in range(rounds + 1):
        turn = (number - 1) % len(contenders)
        for scheme, site in sites.items():
            for size in sizes if number else [min(sizes)]:
                for contender in [*contenders[turn:], *contenders[:turn]]:
                    key = f"{contender.name}-{number}-{size}"
                    job = Job(site=site, size=size, key=key, part_size=part_size)
                    result = _result(number, scheme, contender, job)
                    if number:
                        yield result


def _result(number: int, scheme: str, contender: Contender, job: Job) -> Sample | Failure:
    try:
        usage = usage_of(contender.command(job), job.site.environment)
        stored = _stored_bytes(job)
        if stored != job.size:
            raise CommandError(f"{stored:,} of {job.size:,} bytes are stored")
    except CommandError as error:
        return Failure(scheme=scheme, size=job.size, contender=contender.name, reason=str(error))
    return Sample(round=number, scheme=scheme, size=job.size, contender=contender.name, **asdict(usage))


def _stored_bytes(job: Job) -> int:
    """Return how long the object is; 0 if there is none."""
    address = Request(f"{job.site.endpoint}/{BUCKET}/{job.key}", method="HEAD")  # noqa: S310 (our own server)
    trust = ssl.create_default_context(cafile=job.site.certificate) if job.site.certificate else None
    try:
        with urlopen(address, context=trust) as answer:  # noqa: S310
            return int(answer.headers["Content-Length"])
    except HTTPError:
        return 0
