"""ListMedia: which of the library's media are not in the bucket yet."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping

from media_sync.aws import dynamodb, s3
from media_sync.bucket import MediaBucket
from media_sync.errors import StorageUnavailable, TransferInterrupted
from media_sync.listing import Listing
from media_sync.manifest import Manifest
from media_sync.memory import peak_memory_mb
from media_sync.model import Json, MediaItem
from media_sync.retry import Patience
from media_sync.runtime import Invocation, LambdaContext, invocation
from media_sync.tracker import Tracker

log = logging.getLogger("media_sync.lister")


def handler(event: Mapping[str, object], context: LambdaContext) -> Json:
    """Lists new media: what the payload carries in its answer, and all of them in the bucket if need be."""
    with invocation("lister", event, context) as call:
        provider, session = call.connect(renew=False)
        # A run's first listing names everything; those of its later pages would only repeat it.
        first = event.get("cursor") is None
        answer = session.call(lambda token: _list(call, provider.list_media(token), first=first))
        log.info("listed", extra={name: value for name, value in answer.items() if name != "items"})
        return answer


def _list(call: Invocation, library: Iterable[MediaItem], *, first: bool) -> Json:
    run, settings = call.run, call.settings
    started = time.monotonic()
    tracker = Tracker(dynamodb(), settings.tracker_table)
    throttled = StorageUnavailable("DynamoDB keeps leaving keys unprocessed")
    listing = Listing(
        lambda ids: tracker.rows(run.provider, ids, lambda attempt: call.patience.wait(attempt, throttled)),
        run.correlation_id,
        settings.max_items,
    )
    manifest: dict[str, str] | None = None
    with Manifest(MediaBucket(s3(), settings.media_bucket), f"manifests/{run.correlation_id}.jsonl") as lines:
        for item in listing.new_media(_in_time(library, call.patience)):
            lines.add(item)
        if listing.left_behind and first:
            manifest = lines.close()
    # What is in the manifest of a distributed run is not left behind: its state machine reads it.
    remaining = 0 if settings.distributed else listing.left_behind
    return {
        "provider": run.provider,
        "correlation_id": run.correlation_id,
        "items": listing.travelling,
        "found": listing.found,
        "new": listing.new,
        "remaining": remaining,
        # Any cursor does: the next listing leaves out what this run has copied or tried in vain.
        "next": "remaining" if remaining else None,
        "manifest": manifest,
        "duration_ms": round((time.monotonic() - started) * 1000),
        "peak_memory_mb": peak_memory_mb(),
    }


def _in_time(library: Iterable[MediaItem], patience: Patience) -> Iterator[MediaItem]:
    """Goes through the library; ends in an error that says so, instead of being killed half-way."""
    for count, item in enumerate(library):
        if patience.left() <= 0:
            raise TransferInterrupted(
                f"no time left after {count} media: the library is too large to be listed"
            )
        yield item
