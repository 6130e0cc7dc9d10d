"""When an AlarmSet tells that no run of a SyncPipeline was completed: by what the schedule says."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.aws_scheduler import ScheduleExpression
from harness import new_stack, pipeline, resources, template_of
from observability.evaluator import state

from cloud_constructs import AlarmSet, ArgumentError, OpsItem, Waiver

EVERY_MONDAY = ScheduleExpression.cron(minute="0", hour="2", week_day="MON")


def alarms_on_silence(**kwargs: Any) -> list[dict[str, Any]]:
    stack = new_stack()
    AlarmSet(stack, "Alarms", notify=OpsItem()).watch(pipeline(stack, **kwargs))
    alarms = resources(template_of(stack), "AWS::CloudWatch::Alarm").values()
    return [
        alarm["Properties"] for alarm in alarms if alarm["Properties"].get("MetricName") == "RunsCompleted"
    ]


@pytest.mark.parametrize(
    ("arguments", "hours"),
    [
        ({"schedule": ScheduleExpression.rate(cdk.Duration.days(1))}, 26),
        ({"schedule": ScheduleExpression.rate(cdk.Duration.minutes(90))}, 4),
        ({"schedule": ScheduleExpression.rate(cdk.Duration.days(6))}, 146),
        ({"schedule": ScheduleExpression.cron(minute="0", hour="2")}, 26),
        ({"schedule": ScheduleExpression.cron(minute="0", hour="2,14")}, 26),
        ({"flexible_window": cdk.Duration.hours(4)}, 30),
        ({"schedule": EVERY_MONDAY, "freshness": cdk.Duration.days(7)}, 168),
        ({"freshness": cdk.Duration.hours(50)}, 50),
    ],
)
def test_how_long_silence_may_last(arguments: dict[str, Any], hours: int) -> None:
    (alarm,) = alarms_on_silence(**arguments)

    assert alarm["EvaluationPeriods"] == alarm["DatapointsToAlarm"] == hours
    assert alarm["Period"] == 3600
    assert f"(freshness hours: {hours})" in alarm["AlarmDescription"]
    assert alarm["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": min(hours * 60, 2880)}


@pytest.mark.parametrize(
    "schedule",
    [
        EVERY_MONDAY,
        ScheduleExpression.rate(cdk.Duration.days(30)),
        ScheduleExpression.cron(minute="0", hour="2", day="1"),
        ScheduleExpression.expression(cdk.Aws.STACK_NAME),
    ],
)
def test_a_schedule_that_does_not_tell_makes_no_alarm(schedule: ScheduleExpression) -> None:
    assert alarms_on_silence(schedule=schedule) == []


@pytest.mark.parametrize(
    ("silence", "expected"),
    [([*[None] * 25, 1.0], "OK"), ([1.0, *[None] * 25], "OK"), ([None] * 26, "ALARM")],
)
def test_a_day_without_a_run_is_told(silence: list[float | None], expected: str) -> None:
    (alarm,) = alarms_on_silence()

    assert state(alarm, {"RunsCompleted": [[] if runs is None else [runs] for runs in silence]}) == expected


def test_it_goes_off_only_in_writing() -> None:
    stack = new_stack()
    alarms = AlarmSet(stack, "Alarms", notify=OpsItem())
    reason = Waiver(reason="The runs of this pipeline are started by hand alone")
    alarms.watch(pipeline(stack), thresholds={"RunsCompleted": reason})

    assert "PipelineRunsCompleted" not in alarms.alarms
    assert alarms.waived == {"PipelineRunsCompleted": reason}


def test_no_alarm_looks_back_further_than_a_week() -> None:
    stack = new_stack()
    alarms = AlarmSet(stack, "Alarms", notify=OpsItem())

    with pytest.raises(ArgumentError, match="the number of periods of RunsCompleted is 169"):
        alarms.watch(pipeline(stack), facts={"freshness_hours": 169})
