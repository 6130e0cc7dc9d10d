"""What is left when a region is lost: copies of the files, of the tables and of the backups, elsewhere."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cloud_constructs import (
    BackupCopy,
    BucketReplica,
    CopyVault,
    EncryptionKey,
    Replica,
    Replication,
    SecureBucket,
)
from cloud_constructs.core import resource_of

from .config import Config


class RecoveryStack(cdk.Stack):
    """The second home of the data, deployed before the first: a copy needs somewhere to go."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        files_key = EncryptionKey(self, "FilesKey", alias="cloudvault-files-copy")
        tables_key = EncryptionKey(self, "TablesKey", alias="cloudvault-tables-copy")
        self.files = SecureBucket(self, "Files", encryption_key=files_key, profile=config.profile)
        self.vault = CopyVault(self, "Backups", encryption_key=tables_key, profile=config.profile)
        cdk.CfnOutput(self, "FilesCopy", value=self.files.bucket_name)
        # Of the L1s: another region reads what CloudFormation tells of a resource, and has no use for a name.
        self._files_arn = resource_of(self.files.bucket, s3.CfnBucket).attr_arn
        self._files_key_arn = resource_of(files_key.key, kms.CfnKey).attr_arn
        self._tables_key_arn = resource_of(tables_key.key, kms.CfnKey).attr_arn

    @property
    def of_files(self) -> BucketReplica:
        """Where each new object is copied: within a quarter of an hour, which S3 promises."""
        return BucketReplica(bucket_arn=self._files_arn, key_arn=self._files_key_arn, within_15_minutes=True)

    @property
    def of_tables(self) -> Replication:
        """Where each table has its replica: the application reads and writes one region at a time."""
        return Replication.eventual(Replica(region=self.region, key_arn=self._tables_key_arn))

    @property
    def of_backups(self) -> BackupCopy:
        """Where each night's backup is copied."""
        return BackupCopy(vault_arn=self.vault.vault_arn)
