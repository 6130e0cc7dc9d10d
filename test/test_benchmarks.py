"""The benchmarks compare like with like, and their command says what it promises."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from benchmarks._comparison import MEASURES, Comparison, compare, compare_marginal_build
from benchmarks._figures import Sample, Side
from benchmarks._normalised import Template, normalised
from benchmarks._verdicts import linearity, verdicts_by_hand
from benchmarks._workload import UNITS_PER_STACK, build, stack_of
from benchmarks.peers._rounds import PEERS, verdicts_beside

ROOT = Path(__file__).parents[1]


@cache
def templates(side: Side, units: int) -> list[Template]:
    app = cdk.App()
    build(app, stack_of(side), units)
    return [normalised(stack.template) for stack in app.synth().stacks]


@pytest.mark.parametrize("units", [1, 2])
def test_both_sides_make_the_same_template(units: int) -> None:
    ((ours,), (by_hand,)) = (templates(side, units) for side in Side)
    # Resource by resource first, so that a failure shows the one that differs.
    for name, resource in by_hand["Resources"].items():
        assert ours["Resources"][name] == resource, name
    assert ours == by_hand


@pytest.mark.parametrize("side", Side)
def test_a_unit_adds_its_resources(side: Side) -> None:
    one, two = (len(templates(side, units)[0]["Resources"]) for units in (1, 2))
    assert two - one == 33


def test_a_stack_is_full_after_ten_units() -> None:
    app = cdk.App()
    build(app, stack_of(Side.OURS), UNITS_PER_STACK + 1)
    assert [stack.stack_name for stack in app.synth().stacks] == ["Units0", "Units10"]


QUEUES: Template = {
    "Resources": {
        "Dead1": {"Type": "AWS::SQS::Queue", "Properties": {"Retention": 1}, "Metadata": {"path": "a"}},
        "Live2": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"Redrive": {"Fn::GetAtt": ["Dead1", "Arn"]}},
            "DependsOn": ["Dead1"],
        },
    }
}


def _replaced(old: str, new: str) -> Template:
    return json.loads(json.dumps(QUEUES).replace(old, new))


@pytest.mark.parametrize(("old", "new"), [("Dead1", "Other7"), ("Live2", "Another8"), ('"a"', '"b"')])
def test_what_follows_from_the_place_in_the_tree_is_no_difference(old: str, new: str) -> None:
    assert normalised(_replaced(old, new)) == normalised(QUEUES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Retention": 1', '"Retention": 2'),
        ('["Dead1", "Arn"]', '["Live2", "Arn"]'),
        ('["Dead1", "Arn"]', '["Dead1", "Name"]'),
        ('"DependsOn": ["Dead1"]', '"DependsOn": []'),
    ],
)
def test_everything_else_is_a_difference(old: str, new: str) -> None:
    assert normalised(_replaced(old, new)) != normalised(QUEUES)


def _sample(round: int, side: Side, units: int, build_seconds: float) -> Sample:
    measures: dict[str, Any] = dict.fromkeys(MEASURES, 1) | {"build_seconds": build_seconds}
    return Sample(round=round, side=side, units=units, **measures)


def test_ratios_are_taken_within_a_round() -> None:
    seconds = {1: (2.0, 4.0), 2: (30.0, 10.0), 3: (1.0, 1.0)}
    measured = [
        _sample(round, side, 1, both[place])
        for round, both in seconds.items()
        for place, side in enumerate(Side)
    ]
    found = compare(measured, 1, "build_seconds")
    assert found == Comparison(ours=2, theirs=4, ratio=1, least=0.5, most=3)
    assert compare_marginal_build(measured) is None


def test_the_marginal_build_leaves_fixed_costs_out() -> None:
    fixed, per_unit = {Side.OURS: 9.0, Side.BY_HAND: 1.0}, {Side.OURS: 1.0, Side.BY_HAND: 2.0}
    measured = [
        _sample(1, side, units, fixed[side] + per_unit[side] * units) for side in Side for units in (1, 4, 8)
    ]
    assert compare_marginal_build(measured) == Comparison(ours=1, theirs=2, ratio=0.5, least=0.5, most=0.5)


@pytest.mark.parametrize(
    ("last", "bend", "is_met"), [(20.0, 1.0, True), (21.4, 1.14, True), (22.0, 1.2, False)]
)
def test_a_build_that_bends_misses_its_target(last: float, bend: float, is_met: bool) -> None:  # B11
    # Its first unit takes long, which is no bend; by hand nothing is judged.
    seconds = {Side.OURS: {1: 1.0, 11: 11.0, 21: 1.0 + last}, Side.BY_HAND: {1: 1.0, 11: 2.0, 21: 40.0}}
    measured = [
        _sample(1, side, units, 5 + built)
        for side, sizes in seconds.items()
        for units, built in sizes.items()
    ]
    assert linearity(measured) == [pytest.approx(bend)]
    assert linearity([one for one in measured if one.units < 21]) == []
    (verdict,) = (one for one in verdicts_by_hand(measured, {"unit": {Side.OURS: 13}}) if one.id == "B11")
    assert verdict.is_met is is_met


def test_what_cannot_be_installed_is_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("benchmarks.peers._environments.ENVIRONMENTS", tmp_path)
    nowhere = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache"), "UV_NO_CONFIG": "1"}
    for name, value in nowhere.items():
        monkeypatch.setenv(name, value)
    assert [verdicts_beside(peer, rounds=1) for peer in PEERS] == [[], []]


def test_the_command_prints_tables_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [
        sys.executable,
        "-m",
        "benchmarks.synth",
        "--only=by-hand",
        "--units=1",
        "--rounds=1",
        f"--json={file}",
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for label in ("rounds: 1", "wall time", "peak memory", "C1", "C2", "C3", "Counts are exact", "Targets"):
        assert label in done.stdout

    found = json.loads(file.read_text())
    assert set(found["units"]["1"]) == set(MEASURES)
    assert all(
        figures["least"] <= figures["ratio"] <= figures["most"] for figures in found["units"]["1"].values()
    )
    assert [(one["round"], one["side"], one["units"]) for one in found["samples"]] == [
        (1, "ours", 1),
        (1, "by-hand", 1),
    ]
    assert all(one[measure] > 0 for one in found["samples"] for measure in MEASURES)
    assert set(found["counts"]["unit"]) == {"ours", "by-hand"}
    assert found["marginal_build_seconds"] is None
