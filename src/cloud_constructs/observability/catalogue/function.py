"""Lambda functions, and what the account's functions share."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import (
    AlarmSpec,
    Comparison,
    Missing,
    Severity,
    percentage,
    share,
)

FUNCTION = (
    AlarmSpec(
        metric="Errors",
        why="Invocations end in an error",
        severity=Severity.PAGE,
        period=300,
    ),
    AlarmSpec(
        metric="ErrorRate",
        why="A noticeable part of the invocations ends in an error",
        threshold=None,
        unit="%",
        severity=Severity.PAGE,
        periods=3,
        expression=percentage("Errors", of="Invocations", at_least=20),
    ),
    AlarmSpec(
        metric="Throttles",
        why="Invocations are refused for want of concurrency",
        threshold=1,
        severity=Severity.PAGE,
        comparison=Comparison.AT_LEAST,
        periods=5,
    ),
    AlarmSpec(
        metric="Duration",
        why="One invocation in ten comes close to the timeout: soon they will be cut off",
        threshold=share(timeout=0.8),
        unit="ms",
        statistic="p90",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ConcurrentExecutions",
        why="The reserved concurrency is nearly used up: invocations are about to be refused",
        threshold=share(concurrency=0.9),
        statistic="Maximum",
        periods=10,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="DeadLetterErrors",
        why="A failed event could not even be kept: it is lost",
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="DestinationDeliveryFailures",
        why="What could not be handled did not arrive where it is kept: it is lost",
        threshold=share(failure_destinations=0),
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="AsyncEventAge",
        why="Asynchronous events wait so long that they will be dropped",
        threshold=share(max_event_age=0.5),
        unit="ms",
        statistic="Maximum",
        periods=5,
    ),
    AlarmSpec(
        metric="IteratorAge",
        why="The function falls behind its stream: records will expire unread",
        threshold=share(stream_retention=0.5),
        unit="ms",
        severity=Severity.PAGE,
        statistic="Maximum",
        periods=5,
    ),
    AlarmSpec(
        metric="ProvisionedConcurrencySpilloverInvocations",
        why="More is invoked than is provisioned: cold starts are back",
        threshold=share(provisioned_concurrency=0),
        periods=5,
    ),
    AlarmSpec(
        metric="RecursiveInvocationsDropped",
        why="The function calls itself in a circle, and Lambda has cut it",
        threshold=None,
        severity=Severity.PAGE,
    ),
    AlarmSpec(
        metric="memory_utilization",
        why="Nearly all of the memory is in use: the next larger input will not fit",
        # Only functions with the Lambda Insights layer have the metric.
        threshold=None,
        unit="%",
        statistic="Average",
        periods=10,
        missing=Missing.KEEPS_STATE,
        namespace="LambdaInsights",
    ),
)

ACCOUNT = (
    AlarmSpec(
        metric="ClaimedAccountConcurrency",
        why="The account's concurrency is nearly used up: every function in the region is about to suffer",
        # The quota that a new account's region starts with is 1000:
        # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
        threshold=share(900, concurrency_quota=0.9),
        severity=Severity.PAGE,
        statistic="Maximum",
        periods=10,
    ),
    AlarmSpec(
        metric="UserErrors",
        why="DynamoDB refuses malformed requests of somebody in the account",
        severity=Severity.INFO,
        periods=10,
        missing=Missing.KEEPS_STATE,
        namespace="AWS/DynamoDB",
    ),
    *(
        AlarmSpec(
            metric=f"AccountProvisioned{verb}CapacityUtilization",
            why=f"The account's quota of provisioned {verb.lower()} capacity is nearly used up",
            threshold=80,
            unit="%",
            statistic="Maximum",
            period=300,
            periods=2,
            missing=Missing.KEEPS_STATE,
            namespace="AWS/DynamoDB",
        )
        for verb in ("Read", "Write")
    ),
)
