"""Puts the assembly's assets where the templates look for them: the bootstrap buckets of the engine."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from cloud_constructs.local._assembly.read import Asset
    from cloud_constructs.local._engine.clients import Clients

# Files of an archive by their path in it.
Files: TypeAlias = dict[str, Path | bytes]

# What `cdk bootstrap` leaves behind and stacks check; any version that is recent enough will do.
_BOOTSTRAP_VERSION: Final = "30"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class Publisher:
    """Uploads files once, under keys that name their content."""

    def __init__(self, clients: Clients, folder: Path) -> None:
        """Take a folder for archives that are being made."""
        self._s3 = clients("s3")
        self._ssm = clients("ssm")
        self._account = clients.account
        self._region = clients.region
        self._folder = folder
        self._buckets: set[str] = set()

    @property
    def own_bucket(self) -> str:
        """The bucket for what we make ourselves."""
        return f"cdk-hnb659fds-assets-{self._account}-{self._region}"

    def bootstrap(self, version_parameter: str) -> None:
        """Pretend that the environment was bootstrapped."""
        self._ssm.put_parameter(
            Name=version_parameter, Value=_BOOTSTRAP_VERSION, Type="String", Overwrite=True
        )

    def upload(self, assets: Iterable[Asset]) -> None:
        """Upload assets, folders as archives."""
        for asset in assets:
            bucket = self._real_name(asset.bucket)
            if self._has(bucket, asset.key):
                continue
            if asset.is_folder:
                with self._archive() as archive:
                    write_zip(archive, folder_files(asset.source))
                    self._s3.upload_file(str(archive), bucket, asset.key)
            else:
                self._s3.upload_file(str(asset.source), bucket, asset.key)

    def upload_zip(self, key: str, files: Files) -> None:
        """Upload an archive of files to our own bucket, unless it is there already."""
        if self._has(self.own_bucket, key):
            return
        with self._archive() as archive:
            write_zip(archive, files)
            self._s3.upload_file(str(archive), self.own_bucket, key)

    def upload_template(self, key: str, body: bytes) -> str:
        """Upload a template and return its URL in the form that CloudFormation demands."""
        self._ensure(self.own_bucket)
        self._s3.put_object(Bucket=self.own_bucket, Key=key, Body=body)
        return f"https://s3.{self._region}.amazonaws.com/{self.own_bucket}/{key}"

    def _real_name(self, bucket: str) -> str:
        return bucket.replace("${AWS::AccountId}", self._account).replace("${AWS::Region}", self._region)

    def _has(self, bucket: str, key: str) -> bool:
        self._ensure(bucket)
        try:
            self._s3.head_object(Bucket=bucket, Key=key)
        except ClientError:
            return False
        return True

    def _ensure(self, bucket: str) -> None:
        if bucket in self._buckets:
            return
        with contextlib.suppress(self._s3.exceptions.BucketAlreadyOwnedByYou):
            # The one region that S3 does not let anybody name.
            elsewhere = self._region != "us-east-1"
            where = {"CreateBucketConfiguration": {"LocationConstraint": self._region}} if elsewhere else {}
            self._s3.create_bucket(Bucket=bucket, **where)
        self._buckets.add(bucket)

    @contextlib.contextmanager
    def _archive(self) -> Generator[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        archive = self._folder / "asset.zip"
        try:
            yield archive
        finally:
            archive.unlink(missing_ok=True)


def folder_files(folder: Path) -> Files:
    """List the files of a folder by their path in it, linked folders included."""
    return {
        (Path(parent) / name).relative_to(folder).as_posix(): Path(parent) / name
        for parent, _, names in os.walk(folder, followlinks=True)
        for name in names
    }


def write_zip(archive: Path, files: Files) -> None:
    """Write an archive whose bytes depend on the files' names, content and executable bit alone."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            if isinstance(content, bytes):
                entry.external_attr = 0o755 << 16
                target.writestr(entry, content)
                continue
            entry.external_attr = (0o755 if os.access(content, os.X_OK) else 0o644) << 16
            entry.file_size = content.stat().st_size
            with content.open("rb") as source, target.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
