"""Takes from its queue what has arrived in S3, and which links are to be sent again."""

from typing import Any

from apex.arrivals import look_at
from apex.batches import each
from apex.bucket import video_of
from apex.mail import send_link
from apex.telemetry import logger, metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

Json = dict[str, Any]
FIRST = 1


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: Json, _context: LambdaContext) -> Json:
    """Do what each message says."""
    return each(event, _take)


def _take(message: Json) -> None:
    match message:
        case {"detail": {"object": {"key": str() as key}}}:
            video = look_at(video_of(key))
            if video is not None and "mailed_generation" not in video:
                send_link(video["video_id"], FIRST)
        case {"video_id": str() as video_id, "generation": int() as generation}:
            send_link(video_id, generation)
        case _:
            # A message that nobody can read will not be read the next time either, but it is seen in the
            # queue of those that failed.
            raise ValueError("the message is neither of S3 nor of ours")
