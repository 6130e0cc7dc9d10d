"""The alarms of a unit as a careful user writes them: a metric, an alarm and two actions for each."""

# CDK's classes do not satisfy its own protocols (their parameters have other names); users write no casts.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch_actions as actions
    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_sqs as sqs
    from constructs import Construct


class Alarms:
    """Makes alarms in a scope that tell one action when they go off and when they are over."""

    def __init__(self, scope: Construct, notify: actions.SnsAction) -> None:
        self._scope = scope
        self._notify = notify

    def watch_function(self, function: lambda_.Function) -> None:
        """Make the alarms of a function."""
        self._alarm("Errors", function.metric_errors(), "Invocations end in an error. Threshold: 0.")
        self._alarm(
            "Throttles",
            function.metric_throttles(),
            "Invocations are refused for want of concurrency. Threshold: 0.",
        )
        self._alarm(
            "Duration",
            function.metric_duration(statistic="p90"),
            "One invocation in ten uses more than 80 % of the timeout: soon they will be cut off. "
            "Threshold: 24000.",
            threshold=24_000,
            periods=3,
        )
        self._alarm(
            "DeadLetterErrors",
            function.metric("DeadLetterErrors", statistic="Sum"),
            "A failed event could not even be kept: it is lost. Threshold: 0.",
        )

    def watch_table(self, table: dynamodb.TableV2) -> None:
        """Make the alarms of a table."""
        for verb in ("Read", "Write"):
            self._alarm(
                f"{verb}Throttles",
                table.metric(f"{verb}ThrottleEvents", statistic="Sum"),
                f"{verb}s are refused: a hot key, or the cap is too low. Threshold: 0.",
            )
        metric = table.metric("SystemErrors", statistic="Sum")
        self._alarm("SystemErrors", metric, "DynamoDB itself fails. Threshold: 0.", periods=3)

    def watch_queue(self, queue: sqs.Queue) -> None:
        """Make the alarm of a queue that is worked off."""
        self._alarm(
            "QueueAge",
            queue.metric_approximate_age_of_oldest_message(),
            "Beyond a quarter of the retention, messages are on their way to being dropped unread. "
            "Threshold: 86400.",
            threshold=86_400,
            periods=3,
        )

    def watch_dead_letters(self, id: str, queue: sqs.Queue) -> None:
        """Make the alarm of a queue in which nothing should ever be."""
        self._alarm(
            f"{id}Messages",
            queue.metric_approximate_number_of_messages_visible(),
            "Something failed for good and waits for a redrive. Threshold: 0.",
        )

    def _alarm(
        self, id: str, metric: cloudwatch.Metric, description: str, *, threshold: float = 0, periods: int = 1
    ) -> None:
        alarm = cloudwatch.Alarm(
            self._scope,
            f"{id}Alarm",
            metric=metric,
            alarm_description=description,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            datapoints_to_alarm=periods,
            evaluation_periods=periods,
            threshold=threshold,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._notify)
        alarm.add_ok_action(self._notify)
