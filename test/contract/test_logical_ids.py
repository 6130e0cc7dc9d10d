"""The logical ids of what holds data never change once they have landed."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("logical_ids", ROOT / "tools" / "logical_ids.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_id_changes_and_every_new_one_is_written_down(tool: ModuleType) -> None:
    committed = json.loads(tool.FILE.read_text())

    assert tool.logical_ids() == committed, "only add to the file: uv run python tools/logical_ids.py"


def test_a_renamed_construct_would_be_noticed(tool: ModuleType) -> None:
    template = {"Resources": {"OrdersABC": {"Type": "AWS::SQS::Queue"}, "Role": {"Type": "AWS::IAM::Role"}}}
    renamed = {"Resources": {"SalesABC": {"Type": "AWS::SQS::Queue"}}}

    assert tool.stateful(template) == {"OrdersABC": "AWS::SQS::Queue"}
    assert tool.stateful(template) != tool.stateful(renamed)
