"""Saved queries stand under the stack's name, over the log groups that they are meant for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from harness import default_template, function, new_stack, resources, synth, template_of

from cloud_constructs import FUNCTION_QUERIES, ArgumentError, EncryptedLogGroup, LogQueries

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
COMMANDS = {"display", "fields", "filter", "limit", "parse", "pattern", "sort", "stats", "dedup", "unmask"}
SAVED = "AWS::Logs::QueryDefinition"


def test_every_function_is_asked_for_errors_and_slowness() -> None:
    template = default_template("LogQueries")

    saved = [body["Properties"] for body in resources(template, SAVED).values()]
    assert {query["Name"] for query in saved} == {f"Test/{name}" for name in FUNCTION_QUERIES}
    (logs,) = resources(template, "AWS::Logs::LogGroup")
    assert all(query["LogGroupNames"] == [{"Ref": logs}] for query in saved)


@pytest.mark.parametrize("name", FUNCTION_QUERIES)
def test_a_query_consists_of_commands_that_exist(name: str) -> None:
    commands = re.split(r"\n\| ", FUNCTION_QUERIES[name])

    assert {command.split()[0] for command in commands} <= COMMANDS


def test_an_app_has_questions_of_its_own() -> None:
    stack = new_stack()
    groups = [function(stack), EncryptedLogGroup(stack, "Audit")]
    queries = LogQueries(
        stack, "Queries", log_groups=groups, queries={"Refunds": "filter refund > 0"}, folder="Shop/Money"
    )

    (saved,) = resources(template_of(stack), SAVED).values()
    assert saved["Properties"]["Name"] == "Shop/Money/Refunds"
    assert saved["Properties"]["QueryString"] == "filter refund > 0"
    assert len(saved["Properties"]["LogGroupNames"]) == 2
    assert list(queries.queries) == ["Refunds"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"log_groups": []}, "the number of log_groups is 0"),
        ({"queries": {}}, "queries is empty"),
        ({"queries": {"a/b": "fields @message"}}, "the name of a query is 'a/b'"),
        ({"queries": {"All": ""}}, "the length of 'All' is 0 characters"),
        ({"queries": {"All": "f" * 10_001}}, "the length of 'All' is 10001 characters"),
        ({"folder": "/Shop"}, "folder is '/Shop'"),
    ],
)
def test_a_wrong_argument_is_told(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(says)):
        synth(lambda stack: LogQueries(stack, "Queries", **{"log_groups": [function(stack)], **arguments}))
