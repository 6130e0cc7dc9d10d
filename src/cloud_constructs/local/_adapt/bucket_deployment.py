"""Does what CDK's BucketDeployment does: unpack archives into a bucket."""

from __future__ import annotations

import mimetypes
import tempfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.local._clients import BotoClient, Clients


def deploy_files(clients: Clients, properties: Mapping[str, Any]) -> None:
    """Copy the sources into the destination and, unless told otherwise, remove what is in no source."""
    s3 = clients("s3")
    bucket = properties["DestinationBucketName"]
    prefix = properties.get("DestinationBucketKeyPrefix", "").strip("/")
    prefix = f"{prefix}/" if prefix else ""
    markers: list[dict[str, str]] = properties.get("SourceMarkers", [])
    written: set[str] = set()
    for number, (source, key) in enumerate(
        zip(properties["SourceBucketNames"], properties["SourceObjectKeys"], strict=True)
    ):
        if str(properties.get("Extract", True)).lower() == "false":
            target = prefix + key.rpartition("/")[2]
            s3.copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": source, "Key": key})
            written.add(target)
            continue
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "source.zip"
            s3.download_file(source, key, str(archive))
            with zipfile.ZipFile(archive) as opened:
                for name in opened.namelist():
                    if name.endswith("/") or not _selected(name, properties):
                        continue
                    body = opened.read(name)
                    for marker, value in (markers[number] if number < len(markers) else {}).items():
                        body = body.replace(marker.encode(), value.encode())
                    s3.put_object(Bucket=bucket, Key=prefix + name, Body=body, **_metadata(name, properties))
                    written.add(prefix + name)
    if str(properties.get("Prune", True)).lower() == "true":
        _prune(s3, bucket, prefix, written, properties)


def _selected(name: str, properties: Mapping[str, Any]) -> bool:
    """Apply the patterns as `aws s3 sync` does: an include takes back an exclude."""
    excluded = any(fnmatch(name, pattern) for pattern in properties.get("Exclude", []))
    included = any(fnmatch(name, pattern) for pattern in properties.get("Include", []))
    return included or not excluded


def _metadata(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    guessed = mimetypes.guess_type(name)[0]
    given = {
        "".join(word.capitalize() for word in key.split("-")): value
        for key, value in properties.get("SystemMetadata", {}).items()
    }
    return (
        ({"ContentType": guessed} if guessed else {})
        | {key: value for key, value in given.items() if key in _SYSTEM_METADATA}
        | ({"Metadata": properties["UserMetadata"]} if "UserMetadata" in properties else {})
    )


_SYSTEM_METADATA = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType")


def _prune(
    s3: BotoClient, bucket: str, prefix: str, written: set[str], properties: Mapping[str, Any]
) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            name = found["Key"].removeprefix(prefix)
            if found["Key"] not in written and _selected(name, properties):
                s3.delete_object(Bucket=bucket, Key=found["Key"])
