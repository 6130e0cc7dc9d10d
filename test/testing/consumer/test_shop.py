"""What holds for the shop, whoever changes it."""

import json
from pathlib import Path

from app import build

from cloud_constructs import Pack
from cloud_constructs.testing import (
    assert_invariants,
    assert_no_findings,
    assert_no_replacement,
    inventory,
    synth,
)

HERE = Path(__file__).parent


def test_an_order_that_fails_is_kept_for_two_weeks() -> None:
    resources = synth(build).template["Resources"]
    (orders,) = (body for body in resources.values() if "RedrivePolicy" in body["Properties"])
    target, _ = orders["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]

    assert resources[target]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_nobody_left_a_finding_open() -> None:
    assert_no_findings(build)


def test_development_is_protected_as_well() -> None:
    assert_no_findings(synth(build, context={"stage": "dev"}), Pack.AWS_SOLUTIONS)


def test_what_no_rule_pack_looks_at() -> None:
    assert_invariants(build)


def test_the_app_consists_of_this() -> None:
    assert inventory(build) == (HERE / "inventory.txt").read_text()


def test_the_template_changes_only_when_somebody_means_it(template_snapshot: object) -> None:
    assert synth(build).template == template_snapshot


def test_an_upgrade_replaces_nothing_that_holds_data() -> None:
    released = json.loads((HERE / "released.json").read_text())

    assert_no_replacement(released, synth(build).templates)
