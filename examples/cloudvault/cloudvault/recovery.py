"""What is left when a region is lost: copies of the files, of the tables and of the backups, elsewhere."""

from typing import Any, cast

import aws_cdk as cdk
from constructs import Construct, IConstruct

from cloud_constructs import (
    BackupCopy,
    BucketReplica,
    CopyVault,
    EncryptionKey,
    Replica,
    Replication,
    SecureBucket,
)

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
        self._files_arn = _arn(self.files.bucket)
        self._files_key_arn = _arn(files_key.key)
        self._tables_key_arn = _arn(tables_key.key)

    @property
    def of_files(self) -> BucketReplica:
        """Where each new object is copied: within a quarter of an hour, which S3 promises."""
        return BucketReplica(
            bucket_arn=self._files_arn,
            key_arn=self._files_key_arn,
            bucket_name=_resource(self.files.bucket).ref,
            within_15_minutes=True,
        )

    @property
    def of_tables(self) -> Replication:
        """Where each table has its replica: the application reads and writes one region at a time."""
        return Replication.eventual(Replica(region=self.region, key_arn=self._tables_key_arn))

    @property
    def of_backups(self) -> BackupCopy:
        """Where each night's backup is copied."""
        return BackupCopy(vault_arn=self.vault.vault_arn)


def _arn(made: IConstruct) -> str:
    """Return the ARN that CloudFormation tells of a resource, which a stack of another region can read.

    That of CDK's L2 is put together from a physical name, and these have none.
    """
    return _resource(made).get_att("Arn").to_string()


def _resource(made: IConstruct) -> cdk.CfnResource:
    return cast("cdk.CfnResource", made.node.default_child)
