"""What of the buckets nobody needs, as S3 Storage Lens exports it each day.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_understanding_metrics_export_schema.html
"""

import codecs
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apex.costs.chapter import Chapter, UnansweredError

GB = 1e9
ALL = "StorageBytes"
OLD_VERSIONS = "NonCurrentVersionStorageBytes"
UNFINISHED = "IncompleteMPUStorageBytesOlderThan7Days"
SHOWN = {
    ALL: "everything",
    OLD_VERSIONS: "old versions",
    UNFINISHED: "uploads unfinished for a week",
}


@dataclass(frozen=True, slots=True)
class Lens:
    """What the buckets held on a day, in GB."""

    day: str
    held: Mapping[str, Mapping[str, float]]
    """By bucket and metric."""

    def chapter(self) -> Chapter:
        """Return the buckets, the largest first."""
        ordered = sorted(self.held.items(), key=lambda entry: (-entry[1].get(ALL, 0), entry[0]))
        return Chapter(
            "S3 Storage Lens",
            ("bucket", *(f"{shown}, GB" for shown in SHOWN.values())),
            tuple((bucket, *(held.get(name, 0.0) for name in SHOWN)) for bucket, held in ordered),
            f"As of {self.day}.",
        )


def ask_for_lens(s3: Any, bucket: str, prefix: str, of: Sequence[str]) -> Lens:  # noqa: ANN401
    """Read the newest export below a prefix, and return what it says of some buckets.

    Raises:
        UnansweredError: There is none.
    """
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    manifests = sorted(key for key in keys if key.endswith("/manifest.json"))
    if not manifests:
        raise UnansweredError("there is no export; the first comes within two days of the deployment")
    manifest = json.load(s3.get_object(Bucket=bucket, Key=manifests[-1])["Body"])
    held: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for file in manifest["reportFiles"]:
        body = s3.get_object(Bucket=bucket, Key=file["key"])["Body"]
        add_up(codecs.getreader("utf-8")(body), manifest["reportSchema"].split(","), of, held)
    return Lens(manifest["reportDate"], held)


def add_up(
    lines: Iterable[str], columns: Sequence[str], of: Sequence[str], held: dict[str, dict[str, float]]
) -> None:
    """Add what the lines of an export say of some buckets, over all their storage classes."""
    for row in csv.DictReader(lines, fieldnames=columns):
        if row["record_type"] == "BUCKET" and row["bucket_name"] in of and row["metric_name"] in SHOWN:
            held[row["bucket_name"]][row["metric_name"]] += float(row["metric_value"]) / GB
