"""Does what CDK's BucketDeployment does: unpack archives into a bucket."""

from __future__ import annotations

import mimetypes
import tempfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cloud_constructs.local._engine.clients import BotoClient, Clients


_SYSTEM_METADATA: Final = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
)


def deploy_files(clients: Clients, properties: Mapping[str, Any]) -> None:
    """Copy the sources into the destination and, unless told otherwise, remove what is in no source."""
    s3 = clients("s3")
    bucket = properties["DestinationBucketName"]
    prefix = properties.get("DestinationBucketKeyPrefix", "").strip("/")
    prefix = f"{prefix}/" if prefix else ""
    written: set[str] = set()
    sources: list[str] = properties["SourceBucketNames"]
    markers: list[dict[str, str]] = properties.get("SourceMarkers", [{}] * len(sources))
    for source, key, replaced in zip(sources, properties["SourceObjectKeys"], markers, strict=True):
        if _is_true(properties.get("Extract", True)):
            for name, body in _unpacked(s3, source, key, replaced):
                if _selected(name, properties):
                    s3.put_object(Bucket=bucket, Key=prefix + name, Body=body, **_metadata(name, properties))
                    written.add(prefix + name)
        else:
            target = prefix + key.rpartition("/")[2]
            s3.copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": source, "Key": key})
            written.add(target)
    if _is_true(properties.get("Prune", True)):
        _prune(s3, bucket, prefix, written, properties)


def _is_true(value: object) -> bool:
    # CloudFormation hands booleans to custom resources as text.
    return str(value).lower() == "true"


def _unpacked(
    s3: BotoClient, bucket: str, key: str, markers: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Give the files of an archive, with the markers in them replaced by values of the deployment."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "source.zip"
        s3.download_file(bucket, key, str(archive))
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                if name.endswith("/"):
                    continue
                body = opened.read(name)
                for marker, value in markers.items():
                    body = body.replace(marker.encode(), value.encode())
                yield name, body


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


def _prune(
    s3: BotoClient, bucket: str, prefix: str, written: set[str], properties: Mapping[str, Any]
) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            name = found["Key"].removeprefix(prefix)
            if found["Key"] not in written and _selected(name, properties):
                s3.delete_object(Bucket=bucket, Key=found["Key"])
