"""What a Python CDK app waits for, counted exactly: a regression in speed that no busy machine can hide."""

from __future__ import annotations

from collections import Counter

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sns as sns

from benchmarks._figures import Side
from benchmarks._messages import counted, modules_of_alarm_set, of_a_unit, of_six_alarms
from benchmarks.peers._functions import functions
from cloud_constructs import AlarmSet

# Both may only fall: ours when a construct asks jsii less, the other when CDK lets its users write less.
MESSAGES_PER_UNIT = {Side.OURS: 13, Side.BY_HAND: 95}


@pytest.mark.parametrize("side", Side)
def test_messages_of_a_unit(side: Side) -> None:  # C1
    assert of_a_unit(side).total() == MESSAGES_PER_UNIT[side]


def test_six_alarms_are_one_message() -> None:  # C2
    assert of_six_alarms() == Counter(StaticInvoke=1)


def test_a_plain_function_is_asked_once_for_its_name_once_for_its_facts_and_watched() -> None:  # B4
    stack = cdk.Stack(cdk.App(), "Counted")
    alarms = AlarmSet(stack, "Alarms", notify=sns.Topic(stack, "Alerts"))
    first, second = functions(stack, 2)
    alarms.watch(first)
    with counted() as sent:
        alarms.watch(second)
    assert sent == Counter(StaticInvoke=3)


def test_alarms_load_no_service_and_no_other_family() -> None:  # C3
    loaded = modules_of_alarm_set()
    assert "cloud_constructs.observability" in loaded
    assert [name for name in loaded if name.startswith(("aws_cdk.aws_", "cdk_nag"))] == []
    packages = {name.split(".")[1] for name in loaded if name.startswith("cloud_constructs.")}
    assert packages == {"_families", "_lazily", "core", "observability"}
