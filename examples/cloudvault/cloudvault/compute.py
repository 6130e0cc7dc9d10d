"""The functions: each with a role that names what it does, and all with one layer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct
from vault.backups.subjects import BACKUPS
from vault.backups.subjects import REQUESTS as BACKUP_REQUESTS
from vault.changes.event_types import SOURCE
from vault.operations import OPERATIONS
from vault.reporting.lines import TABLES as REPORT_TABLES
from vault.reporting.snapshots import LINKS, USAGE

from cloud_constructs import AlertTopic, DependencyLayer, Deploy, EnhancedLambda, OriginSecret, SecureBucket

from .config import Config
from .data import Tables
from .network import NetworkStack
from .security import Keys

EXAMPLE = Path(__file__).parent.parent
NAMESPACE = "CloudVault"
"""Where the functions publish what they measure."""
FILES = "files/"
THUMBNAILS = "thumbnails/"
EMAIL_SETTINGS = "cloudvault"
"""The configuration set of SES by which e-mail is sent."""
BACKUP_REPORTS = "reports/backups/"
RESTORED_TABLES = "cloudvault-verify-"
"""What tables are called that are made from backups to be compared."""


class ComputeStack(cdk.Stack):
    """Every function, in `by_name` under the name of its module in `functions/`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        network: NetworkStack | None,
        tables: Tables,
        files: SecureBucket,
        operators: AlertTopic,
        origin_secret: OriginSecret,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self._config = config
        self._keys = keys
        self._operators = operators
        self._origin_secret = origin_secret
        self._vpc = network.vpc if network else None
        self._environment = {
            **tables.names(),
            "FILES_BUCKET": files.bucket_name,
            "QUOTA_BYTES": str(config.quota_bytes),
            "REQUESTS_PER_DAY": str(config.requests_per_day),
            "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
        }
        self.layer = DependencyLayer(self, "Dependencies", dependencies=EXAMPLE / "layer")
        self.by_name: dict[str, EnhancedLambda] = {}
        self._health()
        self._files(tables, files)
        self._file_processor(tables, files)
        self._shares(tables, files)
        self._folders(tables)
        self._folder_remover(tables)
        self._cleanup(tables, files)
        self._change_capture(tables)
        self._notifications(tables)
        self._notifier(tables, operators)
        self._analytics(tables, files)
        self._backup(tables, files)

    def _function(
        self,
        module: str,
        *,
        memory: int = 512,
        timeout: cdk.Duration | None = None,
        environment: Mapping[str, str] | None = None,
        concurrency: int | None = None,
        in_network: bool = True,
    ) -> EnhancedLambda:
        """Make the function of a module; out of the network if it calls what has no path there."""
        answers = module in {operation.function for operation in OPERATIONS}
        made = EnhancedLambda(
            self,
            "".join(word.capitalize() for word in module.split("_")),
            entry=EXAMPLE / "functions",
            handler=f"{module}.handler",
            memory=memory,
            timeout=timeout,
            environment={
                **self._environment,
                **(self._origin_secret.environment if answers else {}),
                "POWERTOOLS_SERVICE_NAME": module,
                **(environment or {}),
            },
            vpc=self._vpc if in_network else None,
            layers=[self.layer.layer],
            deploy=Deploy(notify=self._operators) if answers and self._config.canary else None,
            concurrency=concurrency,
            encryption_key=self._keys.functions,
            profile=self._config.profile,
        )
        if answers:
            self._origin_secret.grant_read(made)
        self.by_name[module] = made
        return made

    def _health(self) -> None:
        self._function("health", memory=256)

    def _files(self, tables: Tables, files: SecureBucket) -> None:
        function = self._function("files")
        tables.nodes.grant_read(function)
        tables.nodes.grant_write(function)
        tables.nodes.grant_delete(function)
        tables.nodes.grant_query(function, "folder-tree-index", "file-search-index")
        tables.users.grant_read(function)
        tables.users.grant_update(function)
        tables.activity.grant_update(function)
        files.grant_read(function, FILES)
        files.grant_read(function, THUMBNAILS)
        files.grant_write(function, FILES)
        files.grant_delete(function, FILES)
        files.grant_delete(function, THUMBNAILS)

    def _file_processor(self, tables: Tables, files: SecureBucket) -> None:
        # As long as Lambda allows: a file of many gigabytes is read from its first byte to its last.
        function = self._function("file_processor", memory=1024, timeout=cdk.Duration.minutes(15))
        self._let_process(function, tables, files)

    def _folders(self, tables: Tables) -> None:
        function = self._function("folders")
        tables.nodes.grant_read(function)
        tables.nodes.grant_write(function)
        tables.nodes.grant_delete(function)
        tables.nodes.grant_query(function, "folder-tree-index")
        tables.activity.grant_update(function)

    def _folder_remover(self, tables: Tables) -> None:
        function = self._function("folder_remover", timeout=cdk.Duration.minutes(15))
        tables.nodes.grant_read(function)
        tables.nodes.grant_write(function)
        tables.nodes.grant_delete(function)
        tables.nodes.grant_query(function)

    def _cleanup(self, tables: Tables, files: SecureBucket) -> None:
        # An upload whose event was lost is processed by the clean-up.
        function = self._function("cleanup", memory=1024, timeout=cdk.Duration.minutes(15))
        self._let_process(function, tables, files)
        tables.nodes.grant_query(function)
        tables.nodes.grant_query(function, "due-index")
        # Ends multipart uploads.
        files.grant_write(function, FILES)

    def _let_process(self, function: EnhancedLambda, tables: Tables, files: SecureBucket) -> None:
        tables.nodes.grant_read(function)
        tables.nodes.grant_write(function)
        tables.nodes.grant_delete(function)
        tables.users.grant_update(function)
        files.grant_read(function, FILES)
        files.grant_delete(function, FILES)
        files.grant_write(function, THUMBNAILS)
        files.grant_delete(function, THUMBNAILS)

    def _shares(self, tables: Tables, files: SecureBucket) -> None:
        # Processor time comes with memory, and hashing a password is a quarter of a second of it.
        function = self._function("shares", memory=1024)
        tables.shares.grant_read(function)
        tables.shares.grant_write(function)
        tables.shares.grant_delete(function)
        tables.shares.grant_query(function, "owner-index")
        tables.nodes.grant_read(function)
        tables.activity.grant_update(function)
        files.grant_read(function, FILES)

    def _change_capture(self, tables: Tables) -> None:
        function = self._function("change_capture", timeout=cdk.Duration.minutes(1), in_network=False)
        tables.activity.grant_read(function)
        tables.activity.grant_write(function)
        tables.activity.grant_update(function)
        iam.Grant.add_to_principal(
            grantee=function,
            actions=["events:PutEvents"],
            resource_arns=[self.format_arn(service="events", resource="event-bus", resource_name="default")],
            conditions={"StringEquals": {"events:source": SOURCE}},
        )

    def _notifications(self, tables: Tables) -> None:
        function = self._function("notifications")
        tables.activity.grant_read(function)
        tables.activity.grant_write(function)
        tables.activity.grant_update(function)
        tables.activity.grant_query(function)
        tables.users.grant_read(function)
        tables.users.grant_update(function)

    def _notifier(self, tables: Tables, operators: AlertTopic) -> None:
        sender = self._config.sender
        function = self._function(
            "notifier",
            timeout=cdk.Duration.seconds(30),
            environment={
                "SENDER": sender,
                "EMAIL_SETTINGS": EMAIL_SETTINGS,
                "OPERATORS_TOPIC": operators.topic_arn,
            },
            in_network=False,
        )
        tables.activity.grant_read(function)
        tables.activity.grant_update(function)
        tables.users.grant_read(function)
        operators.grant_publish(function)
        iam.Grant.add_to_principal(
            grantee=function,
            actions=["ses:SendEmail"],
            resource_arns=[
                self.format_arn(service="ses", resource=kind, resource_name=name)
                for kind, name in {
                    "identity": self._config.sender_domain,
                    "configuration-set": EMAIL_SETTINGS,
                }.items()
            ],
            conditions={"StringEquals": {"ses:FromAddress": sender}},
        )

    def _analytics(self, tables: Tables, files: SecureBucket) -> None:
        events = ["events#*", "rollups-due"]
        function = self._function("analytics")
        tables.users.grant_read(function)
        tables.activity.grant_update(function, leading_keys=["requests#*"])
        tables.activity.grant_read(function, leading_keys=["requests#*"])
        tables.activity.grant_write(function, leading_keys=events)
        tables.activity.grant_query(function, leading_keys=["rollup#*"])
        recorder = self._function("analytics_recorder")
        tables.activity.grant_write(recorder, leading_keys=events)
        # One at a time: what a slow run counted never comes after what a later one did.
        rollup = self._function("analytics_rollup", timeout=cdk.Duration.minutes(15), concurrency=1)
        tables.activity.grant_query(rollup, leading_keys=[*events, "rollup#*"])
        tables.activity.grant_write(rollup, leading_keys=["rollup#*"])
        tables.activity.grant_delete(rollup, leading_keys=["rollups-due"])
        files.grant_write(rollup, REPORT_TABLES)
        export = self._function("report_export", timeout=cdk.Duration.minutes(15))
        tables.users.grant_scan(export, attributes=USAGE)
        tables.shares.grant_scan(export, attributes=LINKS)
        files.grant_write(export, REPORT_TABLES)

    def _backup(self, tables: Tables, files: SecureBucket) -> None:
        kept = {"BACKUP_DAYS": str(self._config.profile.backup_days)}
        function = self._function("backup", environment=kept)
        tables.activity.grant_update(function, leading_keys=["requests#*"])
        # One at a time: a step of a backup is never done by two.
        worker = self._function(
            "backup_worker",
            memory=1024,
            timeout=cdk.Duration.minutes(15),
            environment={
                **kept,
                "BACKUP_REPORTS": BACKUP_REPORTS,
                "RESTORED_TABLES": RESTORED_TABLES,
                "TABLES_KEY": self._keys.tables.key_arn,
            },
            concurrency=1,
        )
        for table in (tables.users, tables.nodes, tables.shares, tables.activity):
            table.grant_scan(worker)
            table.grant_backup(worker)
            table.grant_restore(worker, prefix=RESTORED_TABLES)
        for each in (function, worker):
            tables.activity.grant_read(each, leading_keys=[BACKUPS])
            tables.activity.grant_query(each, leading_keys=[BACKUPS])
        tables.activity.grant_write(function, leading_keys=[BACKUPS, BACKUP_REQUESTS])
        tables.activity.grant_write(worker, leading_keys=[BACKUPS])
        tables.activity.grant_delete(worker, leading_keys=[BACKUPS])
        files.grant_read(worker, FILES)
        files.grant_write(worker, BACKUP_REPORTS)
