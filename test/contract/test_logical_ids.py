"""The logical ids of what holds data never change once they have landed."""

import json

from tools import logical_ids


def test_no_id_changes_and_every_new_one_is_written_down() -> None:
    committed = json.loads(logical_ids.FILE.read_text())

    assert logical_ids.logical_ids() == committed, "only add to the file: uv run python tools/logical_ids.py"


def test_a_renamed_construct_would_be_noticed() -> None:
    template = {"Resources": {"OrdersABC": {"Type": "AWS::SQS::Queue"}, "Role": {"Type": "AWS::IAM::Role"}}}
    renamed = {"Resources": {"SalesABC": {"Type": "AWS::SQS::Queue"}}}

    assert logical_ids.stateful(template) == {"OrdersABC": "AWS::SQS::Queue"}
    assert logical_ids.stateful(template) != logical_ids.stateful(renamed)
