"""Puts the assembly's assets where the templates look for them: the bootstrap buckets of the engine."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from cloud_constructs._archives import Files, folder_files, write_zip

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from cloud_constructs.local._assembly.read import Asset
    from cloud_constructs.local._engine.clients import Clients

# What `cdk bootstrap` leaves behind and stacks check; any version that is recent enough will do.
_BOOTSTRAP_VERSION: Final = "30"


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
