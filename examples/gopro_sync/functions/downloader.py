"""DownloadVideo: copies one media item from the provider to the bucket."""

import logging
from collections.abc import Mapping

from media_sync import telemetry
from media_sync.aws import dynamodb, s3
from media_sync.bucket import MediaBucket
from media_sync.copying import Copier, Outcome
from media_sync.location import Location
from media_sync.model import Json, MediaItem
from media_sync.runtime import Invocation, LambdaContext, invocation
from media_sync.tracing import subsegment
from media_sync.tracker import COMPLETED, Tracker

log = logging.getLogger("media_sync.downloader")

_MEASURABLE_BYTES = 1_000_000
"""Below this, throughput would measure latency, and set off the alarm for slow transfers."""


def handler(event: Mapping[str, object], context: LambdaContext) -> Json:
    """Copies `event["item"]`, or finds that it is there already, or no longer at its source."""
    with invocation("downloader", event, context) as call:
        item = MediaItem.parse(event.get("item"))
        provider, session = call.connect()

        def locate(media_id: str) -> Location:
            with subsegment("provider.download_url", media_id=media_id):
                return session.call(lambda token: provider.download_url(token, media_id))

        copier = Copier(
            tracker=Tracker(dynamodb(), call.settings.tracker_table),
            bucket=MediaBucket(s3(), call.settings.media_bucket),
            part_size=call.settings.part_size,
            patience=call.patience,
            locate=locate,
        )
        with subsegment("copy", media_id=item.media_id):
            outcome = copier.copy(call.run, item)
        log.info("done", extra=outcome.to_json())
        if outcome.status == COMPLETED:
            _publish(call, outcome)
        return outcome.to_json()


def _publish(call: Invocation, outcome: Outcome) -> None:
    metrics = {
        "VideosSynced": (1, "Count"),
        "BytesTransferred": (outcome.bytes, "Bytes"),
        "TransferDuration": (outcome.duration_ms, "Milliseconds"),
        "TimeToFirstByte": (outcome.time_to_first_byte_ms, "Milliseconds"),
    }
    if outcome.bytes >= _MEASURABLE_BYTES:
        metrics["TransferThroughput"] = (outcome.throughput_mbps, "Megabits/Second")
    telemetry.emit(call.settings.metrics_namespace, call.run.provider, metrics)
