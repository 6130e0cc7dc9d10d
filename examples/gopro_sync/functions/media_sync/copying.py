"""Copies one media item into the bucket: once, however often it is asked, whatever breaks on the way."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta

from .bucket import MediaBucket, Target
from .errors import SourceDeleted, StartOver, TransferInterrupted
from .location import Location
from .memory import peak_memory_mb
from .model import Json, MediaItem, Run
from .naming import idempotency_token, object_key
from .parts import PartPlan
from .retry import Patience
from .source import SourceStream
from .tracker import COMPLETED, Claim, Digests, Row, Tracker
from .transfer import read_whole, send_parts

log = logging.getLogger(__name__)

SKIPPED = "SKIPPED"
SOURCE_DELETED = "SOURCE_DELETED"

_LEASE_GRACE_SECONDS = 60.0
_FRESH_STARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one invocation did; `bytes` counts what it transferred itself."""

    media_id: str
    status: str
    bytes: int = 0
    crc32: str | None = None
    sha256: str | None = None
    s3_key: str | None = None
    time_to_first_byte_ms: float = 0.0
    duration_ms: float = 0.0
    throughput_mbps: float = 0.0
    peak_memory_mb: float
    note: str | None = None

    def to_json(self) -> Json:
        """The outcome as the state machine gets it."""
        return {name: value for name, value in asdict(self).items() if name != "note" or value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copier:
    """What copying needs, bound together for one invocation."""

    tracker: Tracker
    bucket: MediaBucket
    part_size: int
    patience: Patience
    locate: Callable[[str], Location]

    def copy(self, run: Run, item: MediaItem) -> Outcome:
        """Copies the item unless that is done already.

        Raises:
            SyncError: It could not be copied; the tracker says why, and nothing is left half uploaded.
        """
        plan = PartPlan.of(item.size, self.part_size)
        key = object_key(run.provider, item)
        lease = timedelta(seconds=self.patience.left() + _LEASE_GRACE_SECONDS)
        claim = self.tracker.claim(run, item, key, lease)
        if not isinstance(claim, Claim):
            return _skipped(item, claim, "already_completed")
        try:
            return self._copy_claimed(item, claim, plan, key, idempotency_token(run.provider, item))
        except SourceDeleted:
            self.tracker.complete_deleted(claim)
            log.warning("the source was deleted", extra={"media_id": item.media_id})
            return Outcome(
                media_id=item.media_id,
                status=SOURCE_DELETED,
                peak_memory_mb=peak_memory_mb(),
                note="source_deleted",
            )
        except BaseException as error:
            # The failure itself is what the caller must see, whether or not the tracker can be told.
            with suppress(Exception):
                self.tracker.fail(claim, f"{type(error).__name__}: {error}")
            raise

    def _copy_claimed(self, item: MediaItem, claim: Claim, plan: PartPlan, key: str, token: str) -> Outcome:
        previous = claim.previous
        if "upload_id" in previous:
            self.bucket.abort(str(previous["s3_key"]), str(previous["upload_id"]))
        present = self.bucket.find(key)
        if present and (present.token, present.crc32) == (token, previous.get("crc32", "unknown")):
            # A worker was killed between storing the object and saying so.
            self.tracker.complete(claim, {"note": "already_stored"})
            return _skipped(item, {**previous, "s3_key": key}, "already_stored")

        started = time.monotonic()
        source = SourceStream(
            lambda: self.locate(item.media_id), item.size, self.patience, checksum=item.checksum
        )
        try:
            digests = self._transfer(source, claim, plan, Target(key, token, present))
        finally:
            source.close()
        seconds = time.monotonic() - started
        outcome = Outcome(
            media_id=item.media_id,
            status=COMPLETED,
            bytes=item.size,
            crc32=digests.crc32,
            sha256=digests.sha256,
            s3_key=key,
            time_to_first_byte_ms=round((source.seconds_to_first_byte or 0.0) * 1000, 3),
            duration_ms=round(seconds * 1000, 3),
            throughput_mbps=round(item.size * 8 / 1e6 / seconds, 3),
            peak_memory_mb=peak_memory_mb(),
        )
        measures = ("time_to_first_byte_ms", "throughput_mbps", "peak_memory_mb")
        self.tracker.complete(claim, {name: getattr(outcome, name) for name in measures})
        return outcome

    def _transfer(self, source: SourceStream, claim: Claim, plan: PartPlan, target: Target) -> Digests:
        for _ in range(_FRESH_STARTS):
            try:
                return (self._put if plan.single else self._upload)(source, claim, plan, target)
            except StartOver as error:
                log.warning("starting over", extra={"media_id": claim.media_id, "reason": str(error)})
                source.restart()
        raise TransferInterrupted(f"the source changed {_FRESH_STARTS} times while it was read")

    def _put(self, source: SourceStream, claim: Claim, plan: PartPlan, target: Target) -> Digests:
        body, crc32, sha256 = read_whole(source, plan.size)
        digests = Digests(crc32, sha256)
        self.tracker.note_digests(claim, digests)
        self.bucket.put(target, body, crc32)
        return digests

    def _upload(self, source: SourceStream, claim: Claim, plan: PartPlan, target: Target) -> Digests:
        upload = self.bucket.begin(target)
        try:
            self.tracker.note_upload(claim, upload.upload_id)
            sha256 = send_parts(source, plan, upload)
            digests = Digests(upload.crc32, sha256)
            self.tracker.note_digests(claim, digests)
            upload.complete(plan.size)
        except BaseException:
            # If even this fails, the tracker still knows the upload, and the next attempt aborts it.
            with suppress(Exception):
                self.bucket.abort(target.key, upload.upload_id)
            raise
        return digests


def _skipped(item: MediaItem, row: Row, note: str) -> Outcome:
    def known(name: str) -> str | None:
        return str(row[name]) if name in row else None

    return Outcome(
        media_id=item.media_id,
        status=SKIPPED,
        crc32=known("crc32"),
        sha256=known("sha256"),
        s3_key=known("s3_key"),
        peak_memory_mb=peak_memory_mb(),
        note=note,
    )
