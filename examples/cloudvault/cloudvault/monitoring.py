"""What operators see and hear of: alarms on every stack, service levels, dashboards, questions to the logs.

docs/operations.md says who is told of what, and what each dashboard is for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import (
    FUNCTION_QUERIES,
    Actions,
    AlarmSet,
    AlarmSpec,
    AlertTopic,
    Dashboard,
    EnhancedLambda,
    Graph,
    Health,
    HttpApi,
    Indicator,
    LogQueries,
    MuteWindow,
    SecureBucket,
    ServiceLevel,
    Severity,
)
from cloud_constructs.core import Watchable

from .compute import NAMESPACE
from .config import Config
from .security import Keys

DAY = 86_400
MAINTENANCE = MuteWindow.cron("0 3 * * SUN", lasts=cdk.Duration.hours(1))
"""When changes are made that set alarms off: they go off as ever, and nobody is told."""

QUERIES = {
    **FUNCTION_QUERIES,
    "One request": """fields @timestamp, service, operation, level, message, status, detail
| filter correlation_id = "the id in the problem's urn:request:..."
| sort @timestamp asc""",
    "Refused requests": """filter message = "Refused"
| stats count() as refused by operation, status, bin(5m)
| sort refused desc""",
    "Failed requests": """fields @timestamp, operation, user_id, correlation_id, exception_name, exception
| filter message = "Failed"
| sort @timestamp desc
| limit 100""",
    "Events told again": """fields @timestamp, codes
| filter service = "change_capture" and message = "Events are told again"
| sort @timestamp desc
| limit 100""",
}


class MonitoringStack(cdk.Stack):
    """Deployed last: it looks at every other stack, in the region of each."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        team: AlertTopic,
        whole: Sequence[cdk.Stack],
        parts: Mapping[str, Watchable],
        api: HttpApi,
        files: SecureBucket,
        functions: Mapping[str, EnhancedLambda],
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        keys.operations.share_with(self)
        self.on_call = AlertTopic(self, "OnCall", emails=config.on_call)
        told = Actions(page=self.on_call, ticket=team)
        said: dict[str, Any] = {"notify": told, "runbook": config.runbook, "owner": config.owner}
        self.alarms = AlarmSet(
            self, "Alarms", health=Health(), mute=[MAINTENANCE], profile=config.profile, **said
        )
        for each in whole:
            self.alarms.watch_all(each)
        for each in (api, *functions.values(), self.on_call):
            self.alarms.watch(each)
        for name, part in parts.items():
            self.alarms.watch(part, name=name)
        self.alarms.watch_metrics("Vault", own_alarms(files, config))
        levels = {
            "Availability": (Indicator.without_errors(api), 99.9),
            "Speed": (Indicator.faster_than(api, milliseconds=1000), 99.0),
        }
        self.levels = {
            name: ServiceLevel(
                self, name, indicator=indicator, objective=objective, profile=config.profile, **said
            )
            for name, (indicator, objective) in levels.items()
        }
        budgets = [level.error_budget for level in self.levels.values()]
        Dashboard(self, "Operations", alarms=self.alarms, graphs=budgets)
        Dashboard(self, "Business", graphs=business())
        Dashboard(self, "Performance", graphs=performance(api, functions))
        self.queries = LogQueries(
            self, "Queries", log_groups=list(functions.values()), queries=QUERIES, folder="CloudVault"
        )


def own_alarms(files: SecureBucket, config: Config) -> list[AlarmSpec]:
    """Return the alarms on what no service of AWS warns of by itself."""
    return [
        AlarmSpec(
            namespace="AWS/S3",
            metric="BucketSizeBytes",
            dimensions={"BucketName": files.bucket_name, "StorageType": "IntelligentTieringFAStorage"},
            why="The bucket has grown beyond what was planned: see who keeps so much, or plan for more",
            threshold=config.bucket_bytes,
            unit="bytes",
            severity=Severity.TICKET,
            statistic="Average",
            # S3 measures once a day.
            period=DAY,
        ),
        AlarmSpec(
            namespace="AWS/SES",
            metric="Reputation.BounceRate",
            why="Too much e-mail bounces: SES is about to review the account, and then to pause it",
            threshold=0.05,
            severity=Severity.PAGE,
            statistic="Average",
            period=3600,
        ),
        AlarmSpec(
            namespace="AWS/SES",
            metric="Reputation.ComplaintRate",
            why="Too many complain of e-mail: SES is about to review the account, and then to pause it",
            threshold=0.001,
            severity=Severity.PAGE,
            statistic="Average",
            period=3600,
        ),
    ]


def business() -> list[Graph]:
    """Return what says whether users get what they came for; the change capture publishes it."""
    measured: dict[str, Any] = {"namespace": NAMESPACE, "dimensions": {"service": "change_capture"}}
    return [
        Graph(title="Uploads", metrics={"Uploads": "Sum"}, **measured),
        Graph(title="Storage used", metrics={"StorageUsed": "Maximum"}, unit="bytes", **measured),
        Graph(title="Active users", metrics={"ActiveUsers": "Sum"}, period=DAY, **measured),
        Graph(title="Links that can be opened", metrics={"ShareLinks": "Maximum"}, **measured),
    ]


def performance(api: HttpApi, functions: Mapping[str, EnhancedLambda]) -> list[Graph]:
    """Return how long users wait, and for what: the API, each function, and its cold starts."""
    waiting = Graph(
        title="API",
        namespace="AWS/ApiGateway",
        metrics={"Latency": "p90", "IntegrationLatency": "p90"},
        dimensions={"ApiId": api.api.api_id},
        unit="ms",
    )
    return [
        waiting,
        *(graph for name, function in functions.items() for graph in _of_function(name, function)),
    ]


def _of_function(name: str, function: EnhancedLambda) -> list[Graph]:
    return [
        Graph(
            title=f"{name}: duration",
            namespace="AWS/Lambda",
            metrics={"Duration": "p90"},
            dimensions={"FunctionName": function.function_name},
            unit="ms",
        ),
        Graph(
            title=f"{name}: cold starts",
            namespace=NAMESPACE,
            metrics={"ColdStart": "Sum"},
            dimensions={"function_name": function.function_name, "service": name},
        ),
    ]
