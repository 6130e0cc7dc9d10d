"""How much a library needs of what is paid by use. Every input has a name, a default and an option."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloud_constructs.cost import Charge

from .prices import PRICES

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """A library, and how it grows."""

    library_videos: int = field(default=300, metadata={"help": "videos that are there on the first night"})
    new_videos: int = field(default=60, metadata={"help": "videos that come in every later month"})
    gb_per_video: float = field(default=2.5, metadata={"help": "GB of an average video"})
    throughput_mbps: float = field(default=200.0, metadata={"help": "Mbit/s of one download"})
    part_mib: int = field(default=16, metadata={"help": "MiB of a part (PART_SIZE_BYTES)"})
    nights: int = field(default=30, metadata={"help": "runs a month"})
    standard_days: int = field(default=7, metadata={"help": "days in S3 Standard"})
    instant_days: int = field(default=90, metadata={"help": "days that Glacier Instant Retrieval bills"})
    log_kb_per_video: float = field(default=6.0, metadata={"help": "KB of logs for a video"})
    custom_metrics: int = field(default=12, metadata={"help": "metrics that functions and runs publish"})

    def month(self, number: int) -> "Month":
        """The month of that number; the first copies the library that is there."""
        copied = self.library_videos if number == 1 else self.new_videos
        stored = self.library_videos + self.new_videos * (number - 1)
        return Month(self, copied=copied, archived=stored - copied)


@dataclass(frozen=True, slots=True)
class Month:
    """What one month copies, and what lies in the archive from the months before."""

    usage: Usage
    copied: int
    archived: int

    def charges(self, *, through_nat: bool) -> Iterator[Charge]:
        """What is used; in a VPC, every video comes through a NAT gateway."""
        for price, what, quantity in self._quantities(through_nat=through_nat):
            yield Charge(what, PRICES[price], quantity)

    def _quantities(self, *, through_nat: bool) -> Iterator[tuple[str, str, float]]:
        """Price, what it is for, and how much of it."""
        usage = self.usage
        gigabytes = self.copied * usage.gb_per_video
        if through_nat:
            yield "nat-gb", "new videos, on their way in", gigabytes
        yield "s3-standard", "new videos, first days", gigabytes * usage.standard_days / 30
        # AWS bills Glacier Instant Retrieval for at least 90 days, though videos leave it after a week.
        yield "s3-glacier-instant", "new videos, then", gigabytes * usage.instant_days / 30
        waiting = max(0.0, 30 - 2 * usage.standard_days) / 30
        archived = self.archived * usage.gb_per_video + gigabytes * waiting
        yield "s3-deep-archive", "all others", archived
        parts = -(-usage.gb_per_video * 1e9 // (usage.part_mib * MIB))
        yield "s3-put", "parts, their begin and their end", self.copied * (parts + 2)
        yield "s3-to-glacier-instant", "videos that grow cold", self.copied
        yield "s3-to-deep-archive", "videos that are archived", self.copied
        seconds = usage.gb_per_video * 8000 / usage.throughput_mbps
        nightly = usage.nights * (256 / 1024 * 2 + 512 / 1024 * 20)
        yield "lambda-gb-second", "copying, and looking every night", self.copied * seconds + nightly
        yield "lambda-request", "invocations", self.copied + 2 * usage.nights
        yield "state-transition", "steps of all runs", self.copied * 2 + usage.nights * 12
        # Claim, upload, digest and end of each video, in the table and in its index.
        yield "dynamodb-write", "what became of each video", self.copied * 4 * 2 + usage.nights * 4
        yield "dynamodb-read", "what is new, each night", (self.copied + self.archived) * usage.nights
        # The bucket has a key of its own, made from ours now and then; rows, messages and secrets have not.
        yield "kms-request", "keys of rows, messages, secrets", self.copied * 12 + usage.nights * 60
        yield "secret-request", "credentials", self.copied + 2 * usage.nights
        yield "metric", "what is measured", usage.custom_metrics
        yield "log-gb", "logs", (self.copied * usage.log_kb_per_video + usage.nights * 40) / 1e6
        yield "trace", "traces", self.copied + 2 * usage.nights
