"""What runs without being asked: on new files, on changes, and by the clock."""

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_ses as ses
from constructs import Construct
from vault.backups.subjects import REQUESTS as BACKUPS
from vault.changes.event_types import SOURCE, EventType
from vault.notifications.items import SUBJECT as NOTIFICATIONS
from vault.requests import SUBJECT as REQUESTS

from cloud_constructs import (
    EnhancedLambda,
    EventQueue,
    Events,
    EventTrigger,
    QueueTrigger,
    ScheduleTrigger,
    SecureBucket,
    StreamTrigger,
    WorkQueue,
)

from .compute import EMAIL_SETTINGS, FILES
from .config import Config
from .data import Tables
from .security import Keys

VISIBILITY_TIMEOUTS = 6
"""How many timeouts of its function a message stays hidden:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""

SCHEDULES = {
    "backup_worker": scheduler.ScheduleExpression.rate(cdk.Duration.minutes(5)),
    "analytics_rollup": scheduler.ScheduleExpression.cron(minute="5"),
    "cleanup": scheduler.ScheduleExpression.cron(minute="35"),
    "report_export": scheduler.ScheduleExpression.cron(hour="1", minute="20"),
}
"""When functions run, in UTC: a roll-up when its hour is over, and backups go on until they are done."""
DAILY_BACKUP = scheduler.ScheduleExpression.cron(hour="2", minute="0")


class EventsStack(cdk.Stack):
    """Triggers, and the queues between them."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        tables: Tables,
        functions: Mapping[str, EnhancedLambda],
        files: SecureBucket,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        keys.operations.share_with(self)
        self._functions = functions
        EventTrigger(
            self,
            "NewFiles",
            handler=functions["file_processor"],
            on=Events.objects_created(files, prefix=FILES),
        )
        EventTrigger(
            self,
            "DeletedFolders",
            handler=functions["folder_remover"],
            on=_told(EventType.FOLDER_DELETION_REQUESTED),
        )
        EventTrigger(
            self,
            "History",
            handler=functions["analytics_recorder"],
            on=Events.matching({"source": [SOURCE], "detail": {"owner": [{"exists": True}]}}),
        )
        self._captured_changes(tables)
        self._notifications()
        self._email(config)
        for module, expression in SCHEDULES.items():
            name = "".join(word.capitalize() for word in module.split("_"))
            ScheduleTrigger(self, f"{name}Schedule", handler=functions[module], expression=expression)
        self._backups()

    def _backups(self) -> None:
        worker = self._functions["backup_worker"]
        ScheduleTrigger(self, "DailyBackup", handler=worker, expression=DAILY_BACKUP, input={"take": "daily"})
        EventTrigger(self, "RequestedBackups", handler=worker, on=_told(EventType.BACKUP_REQUESTED))

    def _captured_changes(self, tables: Tables) -> None:
        """Let changes be captured; claims of names and what the capture itself writes are none."""
        no_claims = {"dynamodb": {"Keys": {"node_id": {"S": [{"anything-but": {"prefix": "name#"}}]}}}}
        begun = [{"prefix": prefix} for prefix in (NOTIFICATIONS, REQUESTS, BACKUPS)]
        new = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"subject": {"S": begun}}}}
        for name, table, filters in (
            ("Nodes", tables.nodes, [no_claims]),
            ("Shares", tables.shares, []),
            ("Activity", tables.activity, [new]),
        ):
            StreamTrigger(
                self,
                f"{name}Changes",
                handler=self._functions["change_capture"],
                stream=table,
                filters=filters,
            )

    def _notifications(self) -> None:
        notifier = self._functions["notifier"]
        hidden = cdk.Duration.seconds(VISIBILITY_TIMEOUTS * notifier.timeout.to_seconds())
        queue = WorkQueue(self, "Notifications", visibility_timeout=hidden)
        EventQueue(
            self,
            "RequestedNotifications",
            queue=queue,
            on=_told(EventType.NOTIFICATION_REQUESTED),
        )
        QueueTrigger(self, "NotificationsToNotifier", handler=notifier, queue=queue)

    def _email(self, config: Config) -> None:
        settings = ses.ConfigurationSet(
            self,
            "EmailSettings",
            configuration_set_name=EMAIL_SETTINGS,
            reputation_metrics=True,
            # Whoever bounced or complained is written to no more.
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
        )
        self.sender = ses.EmailIdentity(
            self,
            "Sender",
            configuration_set=settings,
            identity=ses.Identity.domain(config.sender_domain),
        )


def _told(type: EventType) -> Events:
    """Return the events of a type that the change capture tells."""
    return Events.matching({"source": [SOURCE], "detail-type": [type.value]})
