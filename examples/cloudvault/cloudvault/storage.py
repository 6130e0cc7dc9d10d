"""The bucket with the files."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import Lifecycle, MalwareScan, SecureBucket

from .compute import FILES
from .config import Config
from .recovery import RecoveryStack
from .security import Keys


class StorageStack(cdk.Stack):
    """Files under keys that no user chooses: `files/<owner>/<file>`, and thumbnails beside them."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        recovery: RecoveryStack | None,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self.files = SecureBucket(
            self,
            "Files",
            encryption_key=keys.files,
            event_bridge=True,
            lifecycle=[Lifecycle.expiry(365, prefix="reports/")],
            profile=config.profile,
            replica=recovery.of_files if recovery else None,
        )
        self.scan = MalwareScan(self, "Scan", bucket=self.files, prefixes=[FILES])
        cdk.CfnOutput(self, "FilesBucket", value=self.files.bucket_name)
