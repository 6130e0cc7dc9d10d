"""ListMedia: which of the library's media are not in the bucket yet."""

import logging
from collections.abc import Mapping

from media_sync.aws import client
from media_sync.bucket import MediaBucket
from media_sync.errors import StorageUnavailable
from media_sync.listing import select
from media_sync.model import Json
from media_sync.runtime import LambdaContext, invocation
from media_sync.tracker import Tracker

log = logging.getLogger("media_sync.lister")


def handler(event: Mapping[str, object], context: LambdaContext) -> Json:
    """Lists new media; those that do not fit into the payload are in a manifest in the bucket."""
    with invocation("lister", event, context) as call:
        run, settings, patience = call.run, call.settings, call.patience
        provider, session = call.connect(renew=False)
        library = session.call(lambda token: list(provider.list_media(token)))
        tracker = Tracker(client("dynamodb"), settings.tracker_table)
        throttled = StorageUnavailable("DynamoDB keeps leaving keys unprocessed")
        media_ids = [item.media_id for item in library]
        rows = tracker.rows(run.provider, media_ids, lambda attempt: patience.wait(attempt, throttled))
        listing = select(library, rows, run.correlation_id, settings.max_items)
        manifest: Json | None = None
        if listing.remaining:
            bucket = MediaBucket(client("s3"), settings.media_bucket)
            key = f"manifests/{run.correlation_id}.json"
            bucket.put_json(key, [item.to_json() for item in listing.new])
            manifest = {"bucket": bucket.name, "key": key}
        log.info(
            "listed", extra={"found": listing.found, "new": len(listing.new), "remaining": listing.remaining}
        )
        return {
            "provider": run.provider,
            "correlation_id": run.correlation_id,
            "items": [item.to_json() for item in listing.travelling],
            "found": listing.found,
            "new": len(listing.new),
            "remaining": listing.remaining,
            # Any cursor does: the next listing leaves out what this run has copied or tried in vain.
            "next": "remaining" if listing.remaining else None,
            "manifest": manifest,
        }
