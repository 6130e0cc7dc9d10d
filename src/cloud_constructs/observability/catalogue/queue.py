"""SQS queues, and those in which nothing should ever be."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity, share

QUEUE = (
    AlarmSpec(
        metric="ApproximateAgeOfOldestMessage",
        why="Messages wait too long: their consumer is stuck, and in the end they are dropped unread",
        threshold=share(retention=0.25, visibility_timeout=10),
        unit="s",
        severity=Severity.PAGE,
        comparison=Comparison.AT_LEAST,
        statistic="Maximum",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ApproximateNumberOfMessagesNotVisible",
        why="Nearly as many messages are in flight as a queue allows: receiving will stop",
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
        threshold=share(108_000, in_flight_quota=0.9),
        comparison=Comparison.AT_LEAST,
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ApproximateNumberOfMessagesVisible",
        why="The backlog grows beyond what the consumers work off soon",
        threshold=share(messages_per_minute=15),
        comparison=Comparison.AT_LEAST,
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="NumberOfMessagesSent",
        why="Nothing is sent any more: whatever feeds the queue has stopped",
        threshold=None,
        comparison=Comparison.AT_MOST,
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
)

DEAD_LETTER_QUEUE = (
    AlarmSpec(
        metric="ApproximateNumberOfMessagesVisible",
        why="Something failed for good and waits for a redrive",
        threshold=1,
        severity=Severity.PAGE,
        comparison=Comparison.AT_LEAST,
        statistic="Maximum",
    ),
)
