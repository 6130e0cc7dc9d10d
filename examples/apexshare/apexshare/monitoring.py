"""What operators see and hear of: alarms on every stack, dashboards, questions to the logs.

docs/monitoring.md says who is told of what, and what each dashboard is for.
"""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from constructs import Construct

from cloud_constructs import (
    FUNCTION_QUERIES,
    AlarmSet,
    AlarmSpec,
    Dashboard,
    EnhancedLambda,
    EventQueue,
    Graph,
    Health,
    LogQueries,
    RestApi,
    SecureBucket,
    WebDistribution,
    WorkQueue,
)

from .api import ApiStack
from .config import Config
from .frontend import FrontendStack
from .security import SecurityStack
from .storage import StorageStack

NAMESPACE = "ApexShare"
"""Where the functions publish what they measure, and filters what they find in logs."""
DAY = 86_400
WATCHED = (EnhancedLambda, EventQueue, RestApi, WebDistribution, WorkQueue)
"""Of API and page: not routes, whose own metrics cost more than they tell, nor what CDK itself adds."""
STORAGE = {"Standard": "StandardStorage", "Standard-IA": "StandardIAStorage"}
BILLING_REGION = "us-east-1"

LINK_GUESSES = '{ $.message = "Refused" && $.status = 404 && $.service = "downloads" }'
TOKENS_REFUSED = '{ $.status = "401" }'
SIGN_INS_FAILED = (
    '{ $.eventSource = "cognito-idp.amazonaws.com" && ($.eventName = "InitiateAuth" '
    '|| $.eventName = "RespondToAuthChallenge") && $.errorCode = "*" }'
)
UPLOADS_REJECTED = '{ $.message = "Rejected" && $.service = "email_sender" }'

QUERIES = {
    **FUNCTION_QUERIES,
    "One request": """fields @timestamp, service, route, level, message, status, detail
| filter correlation_id = "the id in the problem's urn:request:..."
| sort @timestamp asc""",
    "What became of a video": """fields @timestamp, service, message, reason, message_id
| filter video_id = "the video's id"
| sort @timestamp asc""",
    "Refused requests": """filter message = "Refused"
| stats count() as refused by route, status, bin(5m)
| sort refused desc""",
    "Rejected uploads": """filter message = "Rejected"
| stats count() as rejected by reason
| sort rejected desc""",
    "Failed requests": """fields @timestamp, service, route, correlation_id, exception_name, exception
| filter message = "Failed"
| sort @timestamp desc
| limit 100""",
}


class MonitoringStack(cdk.Stack):
    """Deployed last: it looks at every other stack."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        storage: StorageStack,
        api: ApiStack,
        frontend: FrontendStack,
        others: Sequence[cdk.Stack],
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        functions = api.by_name
        self._count("LinkGuesses", LINK_GUESSES, functions["downloads"].log_group)
        self._count("UploadsRejected", UPLOADS_REJECTED, functions["email_sender"].log_group)
        self._count("TokensRefused", TOKENS_REFUSED, api.rest.access_logs)
        self._count("SignInsFailed", SIGN_INS_FAILED, security.trail.log_group)
        self.alarms = AlarmSet(
            self,
            "Alarms",
            notify=security.alerts,
            owner=config.owner,
            health=Health(),
            profile=config.profile,
        )
        for each in (security, storage, *others):
            self.alarms.watch_all(each)
        for part in (*api.node.children, *frontend.node.children):
            if isinstance(part, WATCHED):
                self.alarms.watch(part)
        self.alarms.watch_metrics("Attempts", own_alarms())
        Dashboard(self, "Operations", alarms=self.alarms, graphs=attempts())
        Dashboard(self, "Business", graphs=[*business(), *costs(storage.videos)])
        self.queries = LogQueries(
            self, "Queries", log_groups=list(functions.values()), queries=QUERIES, folder="ApexShare"
        )

    def _count(self, metric: str, pattern: str, group: logs.ILogGroup) -> None:
        """Count lines of a log group as a metric."""
        logs.CfnMetricFilter(
            self,
            metric,
            filter_pattern=pattern,
            log_group_name=group.log_group_name,
            metric_transformations=[
                {"metricName": metric, "metricNamespace": NAMESPACE, "metricValue": "1", "defaultValue": 0}
            ],
        )


def own_alarms() -> list[AlarmSpec]:
    """Return the alarms on what stands in the logs alone. Nobody is woken: none of it lets anybody in."""
    found: dict[str, tuple[float, str]] = {
        "LinkGuesses": (
            50,
            "Somebody tries links that there are not: see from where, and whether to block it",
        ),
        "SignInsFailed": (20, "Somebody tries passwords of trainers: see the threat protection of Cognito"),
        "TokensRefused": (100, "Many requests have no valid token: a client that is wrong, or an attack"),
        "UploadsRejected": (10, "Uploads are not what was announced: a client that is wrong, or an attack"),
    }
    return [
        AlarmSpec(namespace=NAMESPACE, metric=metric, why=why, threshold=threshold, period=300)
        for metric, (threshold, why) in found.items()
    ]


def attempts() -> list[Graph]:
    """Return who tries doors."""
    tried = {"LinkGuesses": "Sum", "SignInsFailed": "Sum", "TokensRefused": "Sum", "UploadsRejected": "Sum"}
    return [Graph(title="Attempts", namespace=NAMESPACE, metrics=tried)]


def business() -> list[Graph]:
    """Return whether trainers and students get what they came for; the functions publish it."""
    came = {"Uploads": "Sum", "Rejected": "Sum", "MailsSent": "Sum"}
    return [
        Graph(
            title="Videos that came, and links that left",
            namespace=NAMESPACE,
            metrics=came,
            dimensions={"service": "email_sender"},
            period=3600,
        ),
        Graph(
            title="Downloads",
            namespace=NAMESPACE,
            metrics={"Downloads": "Sum"},
            dimensions={"service": "downloads"},
            period=3600,
        ),
    ]


def costs(videos: SecureBucket) -> list[Graph]:
    """Return what the account was billed so far this month, and what of it grows with use."""
    stored = [
        Graph(
            title=f"Stored: {name}",
            namespace="AWS/S3",
            metrics={"BucketSizeBytes": "Average"},
            dimensions={"BucketName": videos.bucket_name, "StorageType": type},
            unit="bytes",
            period=DAY,
        )
        for name, type in STORAGE.items()
    ]
    # The bill has a metric where "Receive CloudWatch billing alerts" is on, which no template can do.
    billed: dict[str, Any] = {
        "namespace": "AWS/Billing",
        "metrics": {"EstimatedCharges": "Maximum"},
        "dimensions": {"Currency": "USD"},
        "unit": "USD",
        "period": DAY,
        "region": BILLING_REGION,
    }
    by_service = (
        "SEARCH('{AWS/Billing,Currency,ServiceName} MetricName=\"EstimatedCharges\"', 'Maximum', 86400)"
    )
    return [
        Graph(title="Billed this month, the whole account", **billed),
        Graph(title="Billed this month, by service", formulas={"": by_service}, **billed),
        *stored,
    ]
