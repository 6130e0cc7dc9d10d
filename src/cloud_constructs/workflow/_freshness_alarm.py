"""The alarm on silence: no run was completed for too long, for whatever reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch

from cloud_constructs.core import HOUR, create
from cloud_constructs.workflow._states.ending import METRICS

if TYPE_CHECKING:
    from aws_cdk import Duration
    from constructs import Construct

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudwatch-alarm-warmupconfiguration.html
MOST_WARM_UP_MINUTES = 2 * 24 * 60


def freshness_alarm(
    scope: Construct, id: str, *, state_machine_arn: str, within: Duration, topic_arn: str
) -> cloudwatch.CfnAlarm:
    """Make an alarm that goes off when not one hour of the time that may pass has a completed run."""
    hours = int(within.to_hours())
    return create(
        cloudwatch.CfnAlarm,
        cloudwatch.CfnAlarmProps,
        scope,
        id,
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        alarm_description=f"Nobody knows how far the sync is. Threshold: 1 completed run in {hours} hours.",
        comparison_operator="LessThanThreshold",
        datapoints_to_alarm=hours,
        dimensions=[{"name": "StateMachineArn", "value": state_machine_arn}],
        evaluation_periods=hours,
        metric_name="RunsCompleted",
        namespace=METRICS,
        period=HOUR,
        statistic="Sum",
        threshold=1,
        treat_missing_data="breaching",
        # A pipeline that is deployed at noon is not late before its first night.
        warm_up_configuration={
            "onlyStartEvaluatingAfterWarmUpPeriodEnds": True,
            "warmUpPeriodDurationInMinutes": min(hours * 60, MOST_WARM_UP_MINUTES),
        },
    )
