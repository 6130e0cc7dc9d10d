"""Our side: the downloader of examples/gopro_sync, without its tracker: URL SIZE BUCKET KEY PART_SIZE."""

from __future__ import annotations

import sys

from media_sync.aws import s3
from media_sync.bucket import MediaBucket, Target
from media_sync.location import Location
from media_sync.parts import PartPlan
from media_sync.retry import Patience
from media_sync.source import SourceStream
from media_sync.transfer import read_whole, send_parts


def copy(url: str, size: int, bucket: MediaBucket, key: str, part_size: int) -> None:
    """Copy one file as `media_sync.copying` does."""
    plan = PartPlan.of(size, part_size)
    target = Target(key, "benchmark", replaces=None)
    source = SourceStream(lambda: Location(url), size, Patience(lambda: 900_000))
    if plan.single:
        body, crc32, _ = read_whole(source, size)
        bucket.put(target, body, crc32)
    else:
        upload = bucket.begin(target)
        send_parts(source, plan, upload)
        upload.complete(size)
    source.close()


if __name__ == "__main__":
    url, size, name, key, part_size = sys.argv[1:]
    copy(url, int(size), MediaBucket(s3(), name), key, int(part_size))
