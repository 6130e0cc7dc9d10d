"""The alarms of a unit as a careful user writes them: a metric, an alarm and two actions for each."""

# CDK's classes do not satisfy its own protocols (their parameters have other names); users write no casts.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch_actions as actions
    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_sqs as sqs
    from constructs import Construct


MINUTE = Duration.minutes(1)
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
FINE = cloudwatch.TreatMissingData.NOT_BREACHING
CONSOLE = "https://console.aws.amazon.com/cloudwatch/home"


class Alarms:
    """Makes alarms in a scope that tell one action when they go off and when they are over."""

    def __init__(self, scope: Construct, notify: actions.SnsAction, region: str) -> None:
        self._scope = scope
        self._region = region
        self._notify = notify

    def watch_function(self, function: lambda_.Function) -> None:
        """Make the alarms of a function."""
        self._alarm("FunctionErrors", function.metric_errors(), "Invocations end in an error", missing=FINE)
        self._alarm(
            "FunctionThrottles",
            function.metric_throttles(period=MINUTE),
            "Invocations are refused for want of concurrency",
            threshold=1,
            comparison=AT_LEAST,
            periods=5,
            missing=FINE,
        )
        self._alarm(
            "FunctionDuration",
            function.metric_duration(statistic="p90", period=MINUTE),
            "One invocation in ten comes close to the timeout: soon they will be cut off",
            threshold=24_000,
            meaning=" ms (80% of its timeout, 30000)",
            periods=15,
        )
        self._alarm(
            "FunctionDeadLetterErrors",
            function.metric("DeadLetterErrors", statistic="Sum", period=MINUTE),
            "A failed event could not even be kept: it is lost",
            missing=FINE,
        )

    def watch_table(self, table: dynamodb.TableV2) -> None:
        """Make the alarms of a table."""
        for verb in ("Read", "Write"):
            self._alarm(
                f"Table{verb}ThrottleEvents",
                table.metric(f"{verb}ThrottleEvents", statistic="Sum", period=MINUTE),
                f"{verb}s are refused: a hot key, or the cap is too low",
                periods=5,
                missing=FINE,
            )
        metric = table.metric("SystemErrors", statistic="Sum", period=MINUTE)
        self._alarm("TableSystemErrors", metric, "DynamoDB itself fails", periods=15, missing=FINE)

    def watch_queue(self, queue: sqs.Queue) -> None:
        """Make the alarms of a queue that is worked off."""
        self._alarm(
            "QueueApproximateAgeOfOldestMessage",
            queue.metric_approximate_age_of_oldest_message(period=MINUTE),
            "Messages wait too long: their consumer is stuck, and in the end they are dropped unread",
            threshold=1800,
            meaning=" s (10 times its visibility timeout, 180)",
            comparison=AT_LEAST,
            periods=15,
        )
        self._alarm(
            "QueueApproximateNumberOfMessagesNotVisible",
            queue.metric_approximate_number_of_messages_not_visible(statistic="Average", period=MINUTE),
            "Nearly as many messages are in flight as a queue allows: receiving will stop",
            threshold=108_000,
            meaning=" (90% of its in flight quota, 120000)",
            comparison=AT_LEAST,
            periods=15,
        )

    def watch_dead_letters(self, name: str, queue: sqs.Queue) -> None:
        """Make the alarm of a queue in which nothing should ever be."""
        self._alarm(
            f"{name}ApproximateNumberOfMessagesVisible",
            queue.metric_approximate_number_of_messages_visible(period=MINUTE),
            "Something failed for good and waits for a redrive",
            threshold=1,
            comparison=AT_LEAST,
            missing=FINE,
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.Metric,
        why: str,
        *,
        threshold: float = 0,
        meaning: str = "",
        comparison: cloudwatch.ComparisonOperator = ABOVE,
        periods: int = 1,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.MISSING,
    ) -> None:
        console = f"{CONSOLE}?region={self._region}#alarmsV2:?~(search~'{name})"
        alarm = cloudwatch.Alarm(
            self._scope,
            f"{name}Alarm",
            metric=metric,
            alarm_description=f"{why}. Threshold: {threshold}{meaning}. Console: {console}",
            comparison_operator=comparison,
            datapoints_to_alarm=periods,
            evaluation_periods=periods,
            threshold=threshold,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(self._notify)
        alarm.add_ok_action(self._notify)
