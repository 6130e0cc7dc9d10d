"""The runbook has the chapter that each alarm links to."""

from __future__ import annotations

import re

import aws_cdk as cdk
import pytest
from harness import HANDLER, new_stack

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    AnomalyBand,
    ArgumentError,
    EnhancedLambda,
    WorkQueue,
    runbook,
)

ADDRESS = "https://wiki.example.com/shop"


@pytest.fixture(scope="module")
def alarms() -> AlarmSet:
    stack = new_stack()
    made = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"), runbook=ADDRESS)
    made.watch(
        EnhancedLambda(stack, "Checkout", entry=HANDLER), thresholds={"Duration": AnomalyBand(width=3)}
    )
    made.watch(EnhancedLambda(stack, "Refund", entry=HANDLER, timeout=cdk.Duration.seconds(10)))
    made.watch(WorkQueue(stack, "Orders"))
    return made


def test_every_alarm_finds_its_chapter(alarms: AlarmSet) -> None:
    text = runbook(alarms, title="The shop")

    chapters = set(re.findall(r"^## (.+)$", text, re.MULTILINE))
    linked = {str(each.alarm.alarm_description).split(f"{ADDRESS}#")[1].split()[0] for each in alarms.watched}
    assert linked == chapters
    assert set(re.findall(r"\(#(.+)\)", text)) == chapters


def test_a_chapter_says_what_is_measured_and_who_is_watched(alarms: AlarmSet) -> None:
    text = runbook(alarms, title="The shop")

    chapter = text.partition("## function-duration\n")[2].partition("\n## ")[0]
    assert "`Duration` (p90) every 60 s" in chapter
    assert "| CheckoutDuration | 3 standard deviations from what is usual |" in chapter
    assert "| RefundDuration | 8000 ms |" in chapter


def test_what_it_costs_is_said(alarms: AlarmSet) -> None:
    assert f"{len(alarms.watched)} alarms, {alarms.monthly_cost:.2f} USD a month." in runbook(
        alarms, title="Shop"
    )


def test_what_the_team_wrote_stands_in_its_chapter(alarms: AlarmSet) -> None:
    text = runbook(alarms, title="Shop", notes={"function-errors": "Look at the logs first."})

    assert "Look at the logs first." in text.partition("## function-errors\n")[2].partition("\n## ")[0]


def test_a_note_without_a_chapter_is_told(alarms: AlarmSet) -> None:
    with pytest.raises(ArgumentError, match=r"no chapter function-erors\. To mend it: write notes for "):
        runbook(alarms, title="Shop", notes={"function-erors": "..."})
