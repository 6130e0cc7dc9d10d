"""What an AlarmSet does as a whole: one alarm on alarms, quiet hours, patience, words for people."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from harness import function, new_stack, only, resources, synth, table, template_of

from cloud_constructs import AlarmSet, AlertTopic, ArgumentError, Health, MuteWindow, WorkQueue
from cloud_constructs.core import AlarmTarget, Service

COMPOSITE, MUTE = "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::AlarmMuteRule"
NIGHT = MuteWindow.cron("0 22 * * *", lasts=cdk.Duration.hours(8), time_zone="Europe/Berlin")
DAY = MuteWindow.at("2026-12-24T00:00", lasts=cdk.Duration.days(2))


class Databases:
    """A database that missing data say something bad about."""

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        dimensions = {"DBInstanceIdentifier": "orders"}
        return [AlarmTarget(name="Orders", service=Service.DATABASE, dimensions=dimensions)]


def watching(stack: cdk.Stack, **arguments: Any) -> AlarmSet:
    return AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"), **arguments)


def test_the_whole_is_unwell_when_any_alarm_pages() -> None:
    stack = new_stack()
    alarms = watching(stack, health=Health())
    assert alarms.health is None
    alarms.watch(table(stack))
    before = alarms.health
    alarms.watch(WorkQueue(stack, "Queue"))

    body = only(template_of(stack), COMPOSITE)
    rule = str(body["AlarmRule"])
    assert alarms.health is before
    assert rule.count("ALARM(") == 4
    assert rule.count(" OR ") == 3
    assert "ReadThrottle" not in rule
    assert body["AlarmActions"] == body["OKActions"]
    assert alarms.monthly_cost == pytest.approx(0.5 + 0.1 * len(alarms.alarms))


def test_the_whole_may_need_several_to_be_unwell() -> None:
    stack = new_stack()
    alarms = watching(stack, health=Health(at_least=3))
    alarms.watch(table(stack))
    assert alarms.health is None
    alarms.watch(WorkQueue(stack, "Queue"))

    rule = only(template_of(stack), COMPOSITE)["AlarmRule"]["Fn::Join"][1]
    assert rule[0] == 'AT_LEAST(3, ALARM, ("'
    assert rule[-1] == '"))'


def test_another_alarm_keeps_the_whole_quiet() -> None:
    stack = new_stack()
    dependency = watching(stack)
    dependency.watch(table(stack))
    suppressor = dependency.alarms["TableSystemErrors"]
    AlarmSet(stack, "Mine", notify=AlertTopic(stack, "Told"), health=Health(suppressor=suppressor)).watch(
        WorkQueue(stack, "Queue")
    )

    body = only(template_of(stack), COMPOSITE)
    assert "SystemErrors" in str(body["ActionsSuppressor"])
    assert body["ActionsSuppressorWaitPeriod"] == body["ActionsSuppressorExtensionPeriod"] == 120


def test_many_alarms_make_the_whole_unwell_through_parts() -> None:
    stack = new_stack()
    alarms = watching(stack, health=Health())
    for number in range(26):
        alarms.watch(WorkQueue(stack, f"Queue{number}"))
    alarms.watch(WorkQueue(stack, "Last"))

    template = template_of(stack)
    made = {id: body["Properties"] for id, body in resources(template, COMPOSITE).items()}
    parts = {id: body for id, body in made.items() if "Part" in id}
    (whole,) = (body for id, body in made.items() if id not in parts)
    assert [str(part["AlarmRule"]).count("ALARM(") for part in parts.values()] == [50, 4]
    looked_at = {part["Ref"] for part in whole["AlarmRule"]["Fn::Join"][1] if isinstance(part, dict)}
    assert looked_at == set(parts)
    assert whole["AlarmActions"]
    assert not any("AlarmActions" in part for part in parts.values())
    paging = {alarm.alarm.logical_id for alarm in alarms.watched if alarm.severity.value == "page"}
    watched = {
        part["Ref"] for body in parts.values() for part in body["AlarmRule"]["Fn::Join"][1] if "Ref" in part
    }
    assert {stack.resolve(id) for id in paging} == watched
    assert alarms.monthly_cost == pytest.approx(3 * 0.5 + 0.1 * len(alarms.alarms))


def test_several_of_more_than_cloudwatch_can_look_at_are_refused() -> None:
    stack = new_stack()
    alarms = watching(stack, health=Health(at_least=2))
    for number in range(50):
        alarms.watch(WorkQueue(stack, f"Queue{number}"))
    last = WorkQueue(stack, "Last")

    with pytest.raises(ArgumentError, match="the number of alarms that page is 101"):
        alarms.watch(last)


def test_nobody_is_told_in_a_window_and_every_alarm_has_it() -> None:
    stack = new_stack()
    alarms = watching(stack, mute=[NIGHT, DAY])
    alarms.watch(table(stack))
    alarms.watch(WorkQueue(stack, "Queue"))

    rules = [body["Properties"] for body in resources(template_of(stack), MUTE).values()]
    assert len(rules) == len(alarms.mute_rules) == 2
    schedules = [rule["Rule"]["Schedule"] for rule in rules]
    assert {
        "Duration": "PT8H",
        "Expression": "cron(0 22 * * *)",
        "Timezone": "Europe/Berlin",
    } in schedules
    assert {"Duration": "P2D", "Expression": "at(2026-12-24T00:00)", "Timezone": "UTC"} in schedules
    for rule in rules:
        assert len(rule["MuteTargets"]["AlarmNames"]) == len(alarms.alarms) == 6


def test_a_rule_mutes_a_hundred_and_there_are_more_rules() -> None:
    stack = new_stack()
    alarms = watching(stack, mute=[NIGHT])
    for number in range(34):
        alarms.watch(WorkQueue(stack, f"Queue{number}"))

    targets = [
        len(body["Properties"]["MuteTargets"]["AlarmNames"])
        for body in resources(template_of(stack), MUTE).values()
    ]
    assert sorted(targets) == [2, 100]


@pytest.mark.parametrize(
    ("window", "says"),
    [
        (MuteWindow.cron("0 2 * *", lasts=cdk.Duration.hours(1)), r"mute window is 'cron\(0 2 \* \*\)'"),
        (MuteWindow.at("tomorrow", lasts=cdk.Duration.hours(1)), r"mute window is 'at\(tomorrow\)'"),
        (MuteWindow.cron("0 2 * * *", lasts=cdk.Duration.days(16)), "length of a mute window is 1382400"),
    ],
)
def test_a_window_that_cannot_be_is_refused(window: MuteWindow, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        watching(new_stack(), mute=[window])


def test_alarms_that_take_silence_for_a_fault_wait_for_the_first_data() -> None:
    def build(stack: cdk.Stack) -> None:
        watching(stack).watch(Databases())

    for body in resources(synth(build), "AWS::CloudWatch::Alarm").values():
        waits = "WarmUpConfiguration" in body["Properties"]
        assert waits == (body["Properties"]["TreatMissingData"] == "breaching")


def test_all_may_wait_longer() -> None:
    def build(stack: cdk.Stack) -> None:
        watching(stack, warm_up=cdk.Duration.hours(2)).watch(table(stack))

    for body in resources(synth(build), "AWS::CloudWatch::Alarm").values():
        assert body["Properties"]["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": 120}


def test_each_names_its_chapter_its_owner_and_its_place() -> None:
    stack = new_stack()
    alarms = watching(stack, runbook="https://wiki.example.com/shop", owner="web")
    alarms.watch(function(stack))

    bodies = resources(template_of(stack), "AWS::CloudWatch::Alarm")
    body = bodies[stack.get_logical_id(alarms.alarms["FunctionErrors"])]["Properties"]
    assert "Runbook: https://wiki.example.com/shop#function-errors" in body["AlarmDescription"]
    assert "Owner: web." in body["AlarmDescription"]
    assert body["AlarmDescription"].endswith("region=eu-west-1#alarmsV2:?~(search~'FunctionErrors)")
    assert {"Key": "Owner", "Value": "web"} in body["Tags"]
    (watched,) = (one for one in alarms.watched if one.name == "FunctionErrors")
    assert watched.anchor == "function-errors"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"runbook": "wiki"}, "runbook is 'wiki'"),
        ({"health": Health(at_least=0)}, "at_least of health is 0"),
        ({"warm_up": cdk.Duration.days(3)}, "warm_up is 259200 seconds"),
    ],
)
def test_an_argument_that_cannot_work_is_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        watching(new_stack(), **arguments)
