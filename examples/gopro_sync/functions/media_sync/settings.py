"""The functions' environment, read and checked in one place."""

import logging
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .errors import InvalidEvent
from .parts import MAX_PART_SIZE, MIN_PART_SIZE
from .retry import CAP_SECONDS

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """What the deployment decides."""

    tracker_table: str
    media_bucket: str
    credentials_secret: str
    part_size: int
    max_items: int
    distributed: bool
    backoff_cap: float
    log_level: str
    metrics_namespace: str

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads the environment.

        Raises:
            InvalidEvent: A variable is missing or out of range: a fault of the deployment, so never retried.
        """
        distributed = _one_of(environment, "SYNC_MODE", ("map", "distributed"), "map") == "distributed"
        return cls(
            # A function sees only what its role may use: the authenticator, say, has no tracker.
            tracker_table=environment.get("TRACKER_TABLE", ""),
            media_bucket=environment.get("MEDIA_BUCKET", ""),
            credentials_secret=_required(environment, "CREDENTIALS_SECRET"),
            part_size=_whole(environment, "PART_SIZE_BYTES", 16 * _MIB, MIN_PART_SIZE, MAX_PART_SIZE),
            # Of a distributed run everything stands in the manifest.
            max_items=0 if distributed else _whole(environment, "MAX_ITEMS", 500, 1, 10_000),
            distributed=distributed,
            backoff_cap=_whole(environment, "BACKOFF_CAP_MS", int(CAP_SECONDS * 1000), 1, 60_000) / 1000,
            log_level=_one_of(environment, "LOG_LEVEL", logging.getLevelNamesMapping(), "INFO"),
            metrics_namespace=environment.get("METRICS_NAMESPACE", "MediaSync"),
        )


def _one_of(environment: Mapping[str, str], name: str, choices: Collection[str], default: str) -> str:
    text = environment.get(name) or default
    if text not in choices:
        raise InvalidEvent(f"{name} must be one of {', '.join(choices)}, not {text!r}")
    return text


def _required(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name):
        return value
    raise InvalidEvent(f"the environment variable {name} is missing")


def _whole(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise InvalidEvent(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return int(text)
