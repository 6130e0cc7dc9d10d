"""What the app may cost, who is told when it costs more, and a report each month of what would be cheaper.

docs/cost.md has what it is expected to cost.
"""

from collections.abc import Mapping
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    CostGuard,
    EnhancedLambda,
    Lifecycle,
    LogBucket,
    ScheduleTrigger,
    SecureBucket,
)
from cloud_constructs.guardrails import acknowledge

from .api import EXAMPLE, ApiStack
from .config import Config
from .security import SecurityStack
from .storage import StorageStack

REPORTS, EXPORTS = "costs/", "storage-lens/"
REPORTS_KEPT_DAYS, EXPORTS_KEPT_DAYS = 3 * 365, 35
STORAGE_LENS = "storage-lens.s3.amazonaws.com"
DAYS = 30
# Asked of the account as a whole; AWS cannot narrow them to a resource.
UNSCOPED = (
    "cloudwatch:GetMetricData",
    "compute-optimizer:GetLambdaFunctionRecommendations",
    "lambda:ListFunctions",
)


class CostStack(cdk.Stack):
    """Budgets for the month and for a day, a watch for costs that nobody planned, and the cost report."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        storage: StorageStack,
        api: ApiStack,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        project = ("Project", config.tags.project)
        self.guard = CostGuard(
            self,
            "Costs",
            notify=security.alerts,
            monthly_limit=config.monthly_budget,
            # A busy day may cost as much as two.
            daily_limit=round(2 * config.monthly_budget / DAYS, 2),
            tag=project,
        )
        self.reports = SecureBucket(
            self,
            "Reports",
            access_logs=LogBucket.of(self),
            lifecycle=[
                Lifecycle.expiry(REPORTS_KEPT_DAYS, prefix=REPORTS),
                Lifecycle.expiry(EXPORTS_KEPT_DAYS, prefix=EXPORTS),
            ],
            profile=config.profile,
        )
        self._lens_id = f"apexshare-{config.profile.name}"
        self._look_into(storage.videos)
        self._report(config, security.alerts, storage, api.by_name)

    def _look_into(self, videos: SecureBucket) -> None:
        """Have S3 say each day what the buckets hold; these metrics of Storage Lens are free of charge."""
        key = self.reports.encryption_key
        key.allow_service(STORAGE_LENS)
        source = self.format_arn(service="s3", resource="storage-lens", resource_name=self._lens_id)
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_iam_permissions.html
        self.reports.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[cast("iam.IPrincipal", iam.ServicePrincipal(STORAGE_LENS))],
                actions=["s3:PutObject"],
                resources=[self.reports.bucket.arn_for_objects(f"{EXPORTS}StorageLens/{self.account}/*")],
                conditions={
                    "StringEquals": {
                        "aws:SourceAccount": self.account,
                        "aws:SourceArn": source,
                        "s3:x-amz-acl": "bucket-owner-full-control",
                    }
                },
            )
        )
        lens = s3.CfnStorageLens(
            self,
            "Lens",
            storage_lens_configuration={
                "id": self._lens_id,
                "isEnabled": True,
                "accountLevel": {"bucketLevel": {}},
                "include": {"buckets": [videos.bucket_arn, self.reports.bucket_arn]},
                "dataExport": {
                    "s3BucketDestination": {
                        "accountId": self.account,
                        "arn": self.reports.bucket_arn,
                        "prefix": EXPORTS.rstrip("/"),
                        "format": "CSV",
                        "outputSchemaVersion": "V_1",
                        "encryption": {"ssekms": {"keyId": key.key_arn}},
                    }
                },
            },
        )
        # S3 tries at once whether it may write.
        lens.node.add_dependency(self.reports)

    def _report(
        self,
        config: Config,
        alerts: AlertTopic,
        storage: StorageStack,
        functions: Mapping[str, EnhancedLambda],
    ) -> None:
        view = f"arn:{self.partition}:billing::{self.account}:billingview/primary"
        groups = [function.log_group for function in functions.values()]
        self.report = EnhancedLambda(
            self,
            "CostReport",
            entry=EXAMPLE / "functions",
            handler="cost_report.handler",
            timeout=cdk.Duration.minutes(5),
            environment={
                "ALERTS_TOPIC": alerts.topic_arn,
                "BILLING_VIEW": view,
                "BUCKETS": f"{storage.videos.bucket_name},{self.reports.bucket_name}",
                "FUNCTIONS": ",".join(function.function_arn for function in functions.values()),
                "LENS_PREFIX": f"{EXPORTS}StorageLens/{self.account}/{self._lens_id}/V_1/manifests/",
                "LOG_GROUPS": ",".join(group.log_group_name for group in groups),
                "PROJECT": config.tags.project,
                "REPORTS_BUCKET": self.reports.bucket_name,
                "TABLE": storage.records.table_name,
            },
            profile=config.profile,
        )
        self._let_ask(
            {
                "ce:GetCostAndUsage": [view],
                "logs:StartQuery": [group.log_group_arn for group in groups],
                "logs:GetQueryResults": [group.log_group_arn for group in groups],
                "lambda:ListProvisionedConcurrencyConfigs": [
                    function.function_arn for function in functions.values()
                ],
            }
        )
        self.reports.grant_write(self.report, REPORTS)
        self.reports.grant_read(self.report, EXPORTS)
        alerts.grant_publish(self.report)
        # Cost Explorer has the whole of a month two days after its end.
        monthly = scheduler.ScheduleExpression.cron(
            day="3", hour="6", minute="0", time_zone=cdk.TimeZone.ETC_UTC
        )
        ScheduleTrigger(self, "EachMonth", handler=self.report, expression=monthly)

    def _let_ask(self, questions: Mapping[str, list[str]]) -> None:
        """Let the report ask what it is made of."""
        for action, resources in questions.items():
            iam.Grant.add_to_principal(grantee=self.report, actions=[action], resource_arns=resources)
        policy = iam.ManagedPolicy(
            self,
            "CostReportUnscoped",
            roles=[cast("iam.IRole", self.report.role)],
            statements=[iam.PolicyStatement(actions=list(UNSCOPED), resources=["*"])],
        )
        reason = f"These actions have no resource level: {', '.join(UNSCOPED)}"
        acknowledge(policy, "IAMNoWildcardPermissions", reason, finding="Resource::*")
