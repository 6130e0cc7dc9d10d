"""Who did what in the account, and whether the account keeps to the rules."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    AuditTrail,
    ConfigCompliance,
    ConfigRule,
    DataEvents,
    DependencyLayer,
    EnhancedLambda,
    Lifecycle,
    LogBucket,
    Remediation,
    ScheduleTrigger,
    SecureBucket,
)
from cloud_constructs.compliance import DEFAULT_RULES

from .compute import EXAMPLE, FILES, NAMESPACE
from .config import Config
from .data import Tables

# As long as an auditor looks back.
REPORTS_KEPT_DAYS = 3 * 365


class ComplianceStack(cdk.Stack):
    """An audit trail, and rules that are watched, put right and reported on, with a key of their own."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        alerts: AlertTopic,
        files: SecureBucket,
        tables: Tables,
        layer: DependencyLayer,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        # What holds what users gave us; what expires by itself is not worth an event for each write.
        personal = (tables.users, tables.nodes, tables.shares)
        self.trail = AuditTrail(
            self,
            "Trail",
            alerts=alerts,
            data_events=[
                DataEvents.of_bucket(files, prefix=FILES),
                *(DataEvents.of_table(table) for table in personal),
            ],
            profile=config.profile,
        )
        self.rules = ConfigCompliance(
            self,
            "Rules",
            alerts=alerts,
            rules=[*DEFAULT_RULES, ConfigRule.required_tags(*config.tags.as_dict())],
            remediate=list(Remediation),
            existing_recorder=config.watched,
        )
        self.reports = SecureBucket(
            self,
            "Reports",
            access_logs=LogBucket.of(self),
            lifecycle=[Lifecycle.expiry(REPORTS_KEPT_DAYS)],
            profile=config.profile,
        )
        self._report(alerts, layer)

    def _report(self, alerts: AlertTopic, layer: DependencyLayer) -> None:
        """Have the operators told each Monday which rules are broken, and by what."""
        self.report = EnhancedLambda(
            self,
            "Report",
            entry=EXAMPLE / "functions",
            handler="compliance_report.handler",
            timeout=cdk.Duration.minutes(5),
            environment={
                "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                "POWERTOOLS_SERVICE_NAME": "compliance_report",
                "ALERTS_TOPIC": alerts.topic_arn,
                "CONFIG_RULES": ",".join(rule.ref for rule in self.rules.rules.values()),
                "REPORTS_BUCKET": self.reports.bucket_name,
            },
            layers=[layer.layer],
        )
        self.rules.grant_report(self.report)
        self.reports.grant_write(self.report, "compliance/")
        alerts.grant_publish(self.report)
        on_mondays = scheduler.ScheduleExpression.cron(
            week_day="MON", hour="6", minute="0", time_zone=cdk.TimeZone.ETC_UTC
        )
        self.on_mondays = ScheduleTrigger(self, "OnMondays", handler=self.report, expression=on_mondays)
