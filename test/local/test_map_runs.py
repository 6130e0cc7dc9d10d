"""What is said about state machines of which the engine does not do everything."""

import json
from typing import Any

import pytest

from cloud_constructs.local._deploy.map_runs import remarks_on


def template_with(state: dict[str, Any], *, joined: bool = True) -> dict[str, Any]:
    text = json.dumps({"StartAt": "Copy", "States": {"Copy": state}})
    half = len(text) // 2
    definition = {"Fn::Join": ["", [text[:half], {"Ref": "Key"}, text[half:]]]} if joined else text
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"DefinitionString": definition},
        "Metadata": {"aws:cdk:path": "Sync/Pipeline/Resource"},
    }
    return {"Resources": {"Machine": machine, "Key": {"Type": "AWS::KMS::Key"}}}


@pytest.mark.parametrize("joined", [True, False])
def test_what_a_map_run_does_not_do_is_said_of_its_state_machine(joined: bool) -> None:
    state = {"Type": "Map", "ItemBatcher": {}, "Padding": "x" * 200, "ResultWriter": {}}
    (remark,) = remarks_on(template_with(state, joined=joined), "Sync")

    assert remark.startswith("Sync/Pipeline: a Map Run writes no results")
    assert "does not batch its items" in remark
    assert "too many failures" not in remark


def test_both_tolerances_are_said_once() -> None:
    state = {"Type": "Map", "ToleratedFailureCount": 1, "Padding": "x" * 200, "ToleratedFailurePercentage": 1}
    (remark,) = remarks_on(template_with(state), "Sync")

    assert remark.count("too many failures") == 1


def test_of_other_state_machines_nothing_is_said() -> None:
    assert remarks_on(template_with({"Type": "Map", "MaxConcurrency": 5}), "Sync") == []
