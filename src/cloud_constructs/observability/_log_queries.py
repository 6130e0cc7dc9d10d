"""LogQueries: questions to the logs, saved where the person on call will look for them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from cloud_constructs.core import L3, Check, create, stack_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_logs as logs
    from constructs import Construct

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
MOST_LOG_GROUPS: Final = 50
LONGEST_QUERY: Final = 10_000
LONGEST_NAME: Final = 255

# What Lambda itself writes in JSON:
# https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
FUNCTION_QUERIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Errors": """fields @timestamp, level, message, errorType, errorMessage, @logStream
| filter level in ["ERROR", "CRITICAL", "FATAL"] or ispresent(errorType)
| sort @timestamp desc
| limit 100""",
        "Slowest invocations": """filter type = "platform.report"
| stats count() as invocations, pct(record.metrics.durationMs, 50) as p50,
    pct(record.metrics.durationMs, 99) as p99, max(record.metrics.durationMs) as slowest by bin(5m)
| sort slowest desc""",
        "Cold starts": """filter type = "platform.report"
| stats count() as invocations, count(record.metrics.initDurationMs) as cold,
    max(record.metrics.initDurationMs) as slowest by bin(1h)""",
        "Memory that nobody uses": """filter type = "platform.report"
| stats max(record.metrics.memorySizeMB) as given, max(record.metrics.maxMemoryUsedMB) as used by @log
| sort used asc""",
    }
)


class WritesLogs(Protocol):
    """Whatever has a log group: an `EnhancedLambda`, an `EncryptedLogGroup`, a `SyncPipeline`."""

    @property
    def log_group(self) -> logs.LogGroup:
        """The log group."""
        ...


class LogQueries(L3):
    """Saved Logs Insights queries over a set of log groups.

    It promises that each query stands in the console under the name of its stack, over the log groups that
    it is meant for, so that nobody writes one from memory at night.

    Args:
        log_groups: Whatever has a log group; up to 50.
        queries: The queries by their names; by default those that every function can answer: errors, the
            slowest invocations, cold starts, unused memory.
        folder: The folder in the console; by default the stack's name.

    Raises:
        ArgumentError: There is no log group or no query, there are too many, or one is too long.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, LogQueries

        stack = cdk.Stack(cdk.App(), "Shop")
        checkout = EnhancedLambda(stack, "Checkout", entry="functions/checkout")
        LogQueries(stack, "Questions", log_groups=[checkout])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        log_groups: Sequence[WritesLogs],
        queries: Mapping[str, str] = FUNCTION_QUERIES,
        folder: str | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("the number of log_groups", len(log_groups), 1, MOST_LOG_GROUPS)
        check.require(len(queries) > 0, "queries is empty", "give a query, or leave the argument out")
        if folder is not None:
            check.matches("folder", folder, r"[^/]+(/[^/]+)*", "names with '/' between them")
        for name, query in queries.items():
            check.matches("the name of a query", name, r"[^/]+", "a name without '/'; folder has those")
            check.between(f"the length of {name!r}", len(query), 1, LONGEST_QUERY, "characters")
        super().__init__(scope, id)
        from aws_cdk import aws_logs as logs

        prefix = folder or stack_facts(self).stack.stack_name
        names = [writer.log_group.log_group_name for writer in log_groups]
        self._queries: dict[str, logs.CfnQueryDefinition] = {
            name: create(
                logs.CfnQueryDefinition,
                logs.CfnQueryDefinitionProps,
                self,
                name,
                name=f"{prefix}/{name}"[:LONGEST_NAME],
                log_group_names=names,
                query_string=query,
            )
            for name, query in queries.items()
        }

    @property
    def queries(self) -> dict[str, logs.CfnQueryDefinition]:
        """The saved queries by their names."""
        return dict(self._queries)
