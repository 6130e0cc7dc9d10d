"""The alarms that each kind of resource gets, with thresholds that follow from the resource.

The metrics are those that AWS recommends to alarm on
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html);
where AWS leaves the threshold to the situation, the reason for ours stands beside it and in the alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cloud_constructs.core import Service

Limits = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSpec:
    """One alarm: a metric, when it is too much, and why.

    Args:
        metric: The metric's official name.
        why: What a person reads who is woken by it.
        threshold: The value, or how it follows from the resource's limits; `None` there means no alarm.
        statistic: A statistic or a percentile.
        period: Seconds over which a datapoint is taken.
        datapoints: How many datapoints must breach, out of `periods`.
        periods: How many datapoints are looked at.
    """

    metric: str
    why: str
    threshold: float | Callable[[Limits], float | None] = 0
    statistic: str = "Sum"
    period: int = 300
    datapoints: int = 1
    periods: int = 1

    def threshold_for(self, limits: Limits) -> float | None:
        """Return the threshold for a resource, or `None` where its limits call for no alarm."""
        return self.threshold(limits) if callable(self.threshold) else self.threshold


def share(limit: str, part: float) -> Callable[[Limits], float | None]:
    """Return a threshold that is a part of one of the resource's limits."""

    def threshold(limits: Limits) -> float | None:
        return round(limits[limit] * part, 3) if limit in limits else None

    return threshold


CATALOGUE: dict[Service, tuple[AlarmSpec, ...]] = {
    Service.FUNCTION: (
        AlarmSpec(metric="Errors", why="Invocations end in an error"),
        AlarmSpec(metric="Throttles", why="Invocations are refused for want of concurrency"),
        AlarmSpec(
            metric="Duration",
            why="One invocation in ten uses more than 80 % of the timeout: soon they will be cut off",
            threshold=share("timeout", 0.8),
            statistic="p90",
            datapoints=3,
            periods=3,
        ),
        AlarmSpec(
            metric="ConcurrentExecutions",
            why="Beyond 90 % of the reserved concurrency, invocations are about to be refused",
            threshold=share("concurrency", 0.9),
            statistic="Maximum",
            datapoints=3,
            periods=3,
        ),
        AlarmSpec(metric="DeadLetterErrors", why="A failed event could not even be kept: it is lost"),
    ),
    Service.QUEUE: (
        AlarmSpec(
            metric="ApproximateAgeOfOldestMessage",
            why="Beyond a quarter of the retention, messages are on their way to being dropped unread",
            threshold=share("retention", 0.25),
            statistic="Maximum",
            datapoints=3,
            periods=3,
        ),
    ),
    Service.DEAD_LETTER_QUEUE: (
        AlarmSpec(
            metric="ApproximateNumberOfMessagesVisible",
            why="Something failed for good and waits for a redrive",
            statistic="Maximum",
        ),
    ),
    Service.TABLE: (
        AlarmSpec(metric="ReadThrottleEvents", why="Reads are refused: a hot key, or the cap is too low"),
        AlarmSpec(metric="WriteThrottleEvents", why="Writes are refused: a hot key, or the cap is too low"),
        AlarmSpec(metric="SystemErrors", why="DynamoDB itself fails", datapoints=3, periods=3),
    ),
    Service.TABLE_INDEX: (
        AlarmSpec(metric="ReadThrottleEvents", why="Queries of the index are refused"),
        AlarmSpec(
            metric="WriteThrottleEvents", why="The index refuses writes, and with them those of the table"
        ),
    ),
    Service.TOPIC: (
        AlarmSpec(metric="NumberOfNotificationsFailed", why="Somebody who should be told is not"),
        AlarmSpec(
            metric="NumberOfNotificationsFailedToRedriveToDlq",
            why="An alert could not even be kept: it is lost",
        ),
    ),
    Service.NAT_GATEWAY: (
        AlarmSpec(
            metric="ErrorPortAllocation",
            why="Connections out fail: too many at once go to one destination",
            period=60,
            datapoints=15,
            periods=15,
        ),
        AlarmSpec(
            metric="PacketsDropCount",
            why="The NAT gateway drops packets",
            period=60,
            datapoints=5,
            periods=5,
        ),
    ),
    Service.ENDPOINT: (
        AlarmSpec(
            metric="PacketsDropped",
            why="A private path to AWS drops packets: the endpoint or its service is unhealthy",
            period=60,
            datapoints=5,
            periods=5,
        ),
    ),
    Service.STATE_MACHINE: (
        AlarmSpec(metric="ExecutionsFailed", why="A run ended in an error"),
        AlarmSpec(metric="ExecutionsTimedOut", why="A run took longer than it may"),
        AlarmSpec(metric="ExecutionsAborted", why="Somebody or something stopped a run"),
        AlarmSpec(metric="ExecutionThrottled", why="Steps are delayed for want of quota"),
    ),
    Service.SCHEDULE_GROUP: (
        AlarmSpec(metric="InvocationDroppedCount", why="A scheduled run did not start"),
        AlarmSpec(
            metric="InvocationsFailedToBeSentToDeadLetterCount",
            why="A scheduled run did not start and left no trace",
        ),
    ),
    Service.HTTP_API: (
        AlarmSpec(
            metric="5xx",
            why="More than 5 % of the requests fail on our side",
            threshold=0.05,
            statistic="Average",
            period=60,
            datapoints=3,
            periods=3,
        ),
        AlarmSpec(
            metric="4xx",
            why="More than 5 % of the requests are refused: a broken client, or somebody trying doors",
            threshold=0.05,
            statistic="Average",
            period=60,
            datapoints=5,
            periods=5,
        ),
        AlarmSpec(
            metric="Latency",
            why="One request in ten takes longer than 2.5 seconds",
            threshold=2500,
            statistic="p90",
            period=60,
            datapoints=5,
            periods=5,
        ),
    ),
}
