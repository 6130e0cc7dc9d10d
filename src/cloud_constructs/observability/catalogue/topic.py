"""SNS topics."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity, share

TOPIC = (
    AlarmSpec(
        metric="NumberOfNotificationsFailed",
        why="Somebody who should be told is not",
        severity=Severity.PAGE,
        periods=5,
    ),
    AlarmSpec(
        metric="NumberOfNotificationsFilteredOut-InvalidAttributes",
        why="Messages are dropped because their attributes cannot be read by a filter",
        periods=5,
    ),
    AlarmSpec(
        metric="NumberOfNotificationsFilteredOut-InvalidMessageBody",
        why="Messages are dropped because their body cannot be read by a filter",
        periods=5,
    ),
    AlarmSpec(
        metric="NumberOfNotificationsRedrivenToDlq",
        why="A subscriber does not take its messages: they wait for a redrive",
        periods=5,
    ),
    AlarmSpec(
        metric="NumberOfNotificationsFailedToRedriveToDlq",
        why="A message could not even be kept: it is lost",
        severity=Severity.PAGE,
        period=300,
    ),
    AlarmSpec(
        metric="NumberOfMessagesPublished",
        why="Less is published than usual: whatever feeds the topic may have stopped",
        threshold=None,
        comparison=Comparison.BELOW,
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="NumberOfNotificationsDelivered",
        why="Less arrives than usual: subscribers may have gone",
        threshold=None,
        comparison=Comparison.BELOW,
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="SMSMonthToDateSpentUSD",
        why="The month's budget for text messages is nearly spent: after that, none are sent",
        threshold=share(sms_budget=0.8),
        unit="USD",
        statistic="Maximum",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
)
