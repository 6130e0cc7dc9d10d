"""How much of what is paid for by use a month takes. Every input has a name and a value for each stage."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apex_pages.lifecycle import Rules, stored
from apex_pages.prices import PRICES
from cloud_constructs.cost import Charge

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What trainers and students do in a month, and what that takes."""

    videos: int = field(metadata={"help": "videos uploaded a month"})
    gb_per_video: float = field(default=1.5, metadata={"help": "GB of an average video"})
    downloads_per_video: float = field(default=1.5, metadata={"help": "times that a video is downloaded"})
    mails_per_video: float = field(default=1.2, metadata={"help": "links sent for a video, again ones too"})
    trainers: int = field(default=5, metadata={"help": "trainers who sign in"})
    part_mib: int = field(default=16, metadata={"help": "MiB of a part of an upload"})
    requests_per_video: int = field(default=40, metadata={"help": "requests to the API for a video"})
    visits_per_video: int = field(default=6, metadata={"help": "times that the page is opened for a video"})
    files_per_visit: int = field(default=12, metadata={"help": "files of the page, of 10 KB on average"})
    milliseconds: int = field(default=60, metadata={"help": "of a function of 512 MB for a request"})
    log_kb_per_request: float = field(default=3.0, metadata={"help": "KB of logs for a request"})
    trail_mb: float = field(default=150.0, metadata={"help": "MB that the audit trail writes to logs"})
    config_items: int = field(default=400, metadata={"help": "configuration items recorded, deployments too"})
    config_evaluations: int = field(default=1000, metadata={"help": "evaluations of rules of AWS Config"})
    custom_metrics: int = field(default=18, metadata={"help": "metrics that functions and filters publish"})

    def charges(self, month: int, rules: Rules) -> list[Charge]:
        """What a month costs beside what stands around, the first being 1."""
        return [
            Charge(what, PRICES[price], quantity) for price, what, quantity in self._quantities(month, rules)
        ]

    def _quantities(self, month: int, rules: Rules) -> Iterator[tuple[str, str, float]]:
        """Price, what it is for, and how much of it."""
        yield from self._videos(month, rules)
        yield from self._requests()
        yield "trainer", "trainers, with threat protection", self.trainers
        yield "config-item", "what is configured, recorded", self.config_items
        yield "config-evaluation", "what is configured, judged", self.config_evaluations
        yield "metric", "what is measured", self.custom_metrics
        yield "cost-question", "the cost report", 1

    def _videos(self, month: int, rules: Rules) -> Iterator[tuple[str, str, float]]:
        monthly_gb = self.videos * self.gb_per_video
        held = stored(monthly_gb, month, rules)
        yield "s3-standard", "videos, first days", held.standard
        yield "s3-infrequent", "videos, then", held.infrequent
        yield "s3-to-infrequent", "videos that move", held.moved / self.gb_per_video
        parts = -(-self.gb_per_video * 1e9 // (self.part_mib * MIB))
        # Beginning, completing, and looking at the first bytes.
        yield "s3-put", "parts of videos, and what goes with them", self.videos * (parts + 3)
        yield "s3-get", "downloads, in pieces of some MB", self.videos * self.downloads_per_video * parts
        yield "transfer-out", "downloads", monthly_gb * self.downloads_per_video
        yield "mail", "links", self.videos * self.mails_per_video

    def _requests(self) -> Iterator[tuple[str, str, float]]:
        calls = self.videos * self.requests_per_video
        visits = self.videos * self.visits_per_video * self.files_per_visit
        yield "cloudfront-request", "the page", visits
        yield "cloudfront-gb", "the page", visits * 10 / 1e6
        yield "api-request", "requests", calls
        yield "waf-request", "requests, judged", calls + visits
        yield "lambda-request", "requests, answered", calls
        yield "lambda-gb-second", "requests, answered", calls * self.milliseconds / 1000 * 0.5
        yield "dynamodb-write", "records, and the index of them", calls * 2
        yield "dynamodb-read", "records", calls * 2
        yield "kms-request", "keys of records, logs and queues", calls * 2
        yield "log-gb", "logs", calls * self.log_kb_per_request / 1e6 + self.trail_mb / 1000
        yield "trace", "traces", calls


USAGE = {
    "dev": Usage(videos=10, trainers=2),
    "staging": Usage(videos=10, trainers=2),
    "prod": Usage(videos=60),
}
"""What each stage is used for: production at low use, as the plan has it."""
