"""An alarm that is left out stands in the evidence like every other waiver, and so no longer than it may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from harness import ENV

from cloud_constructs import AlarmSet, AlertTopic, GuardrailError, Guardrails, Waiver, WorkQueue
from cloud_constructs.guardrails import check
from cloud_constructs.guardrails._evidence import Evidence
from cloud_constructs.guardrails._evidence_markdown import as_markdown

if TYPE_CHECKING:
    from pathlib import Path

AGE = "ApproximateAgeOfOldestMessage"
REASON = "The queue is drained by hand once a month"
LAST_DAY = date.today() + timedelta(days=30)


def app_without_an_alarm(folder: Path, expires: date | None) -> cdk.App:
    app = cdk.App(outdir=str(folder))
    stack = cdk.Stack(app, "Shop", env=ENV)
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
    waiver = Waiver(reason=REASON, ticket="SHOP-9", expires=expires)
    alarms.watch(WorkQueue(stack, "Orders"), thresholds={AGE: waiver})
    return app


def test_it_stands_in_the_evidence(tmp_path: Path) -> None:
    app_without_an_alarm(tmp_path, LAST_DAY).synth()

    evidence = Evidence.of(tmp_path)
    own = evidence.as_json()["waivers"]["app"]
    assert evidence.findings == []
    assert own == [
        {
            "path": "Shop/Alarms",
            "rule": f"Alarm[Orders{AGE}]",
            "packs": ["CloudConstructs"],
            "reason": f"{REASON} [ticket SHOP-9] [expires {LAST_DAY}]",
            "ticket": "SHOP-9",
            "expires": str(LAST_DAY),
        }
    ]
    assert f"Alarm[Orders{AGE}]" in as_markdown(evidence)


def test_one_that_still_holds_lets_the_build_pass(tmp_path: Path) -> None:
    app = app_without_an_alarm(tmp_path, date.today())
    Guardrails.of(app).enforce()

    Guardrails.of(app).synth()


def test_an_expired_one_fails_the_build(tmp_path: Path) -> None:
    app = app_without_an_alarm(tmp_path, date.today() - timedelta(days=1))
    Guardrails.of(app).enforce()

    with pytest.raises(
        GuardrailError, match=r"Shop/Alarms\n +fatal +CC-ACK5 +Alarm\[Orders\w+\]: .* has expired"
    ):
        Guardrails.of(app).synth()


def test_an_expired_one_is_open_in_the_assembly(tmp_path: Path) -> None:
    app_without_an_alarm(tmp_path, date.today() - timedelta(days=1)).synth()

    opened = [(found.rule, found.path) for found in check(tmp_path) if found.reason is None]
    assert opened == [("CC-ACK5", "Shop/Alarms")]
