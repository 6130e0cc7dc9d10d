"""A grant allows what it is named for: shown by the policies that end in the template."""

from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    default_template,
    function,
    new_stack,
    only,
    resources,
    statements,
    synth,
    table,
    template_of,
    text,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_constructs import ArgumentError, Index, SecureBucket, SecureTable

TENANT = "${aws:PrincipalTag/tenant}"


def orders(stack: cdk.Stack, **kwargs: Any) -> SecureTable:
    indexes = [
        Index(name="by-status", partition_key=text("status")),
        Index(name="by-day", partition_key=text("day"), sort_key=text("at")),
    ]
    return table(stack, indexes=indexes, **kwargs)


def granted(grant: str, *arguments: str, **limits: Any) -> dict[str, Any]:
    """Return the statement on the table that a grant gives."""
    template = synth(lambda stack: getattr(orders(stack), grant)(function(stack), *arguments, **limits))
    (statement,) = statements(template, "FunctionRoleGranted")[1:]
    return statement


def actions_of(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return action if isinstance(action, list) else [action]


@pytest.mark.parametrize(
    ("grant", "actions"),
    [
        ("grant_read", {"GetItem", "BatchGetItem"}),
        ("grant_query", {"Query"}),
        ("grant_write", {"PutItem", "UpdateItem", "ConditionCheckItem"}),
        ("grant_update", {"UpdateItem"}),
        ("grant_delete", {"DeleteItem"}),
        ("grant_scan", {"Scan"}),
    ],
)
def test_a_grant_gives_what_it_says_and_nothing_else(grant: str, actions: set[str]) -> None:
    statement = granted(grant)

    assert set(actions_of(statement)) == {f"dynamodb:{action}" for action in actions}
    assert "Condition" not in statement


@pytest.mark.parametrize("grant", ["grant_query", "grant_scan"])
def test_it_can_be_limited_to_an_index(grant: str) -> None:
    assert granted(grant, "by-status")["Resource"]["Fn::Join"][1][1] == "/index/by-status"


def test_it_can_be_limited_to_the_items_of_the_caller() -> None:
    condition = granted("grant_write", leading_keys=[TENANT, "SHARED#*"])["Condition"]

    assert condition == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [TENANT, "SHARED#*"]}}


def test_reading_can_be_limited_to_attributes_which_have_to_be_named() -> None:
    condition = granted("grant_query", "by-day", attributes=["total"])["Condition"]

    assert condition == {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "day", "at", "total"]},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }


def test_writing_can_be_limited_to_attributes_and_tells_of_no_other() -> None:
    condition = granted("grant_update", attributes=["total"])["Condition"]

    assert condition["ForAllValues:StringEquals"] == {"dynamodb:Attributes": ["id", "total"]}
    returned = condition["StringEqualsIfExists"]["dynamodb:ReturnValues"]
    assert "ALL_OLD" not in returned
    assert "ALL_NEW" not in returned


@pytest.mark.parametrize(
    ("arguments", "limits", "message"),
    [
        (["by-size"], {}, r"an index is 'by-size'.*choose one of by-status, by-day"),
        ([], {"leading_keys": ["*"]}, r"every key, or none.*leave out leading_keys"),
        ([], {"leading_keys": "tenant"}, r"leading_keys is 'tenant'.*give a list"),
        ([], {"attributes": "total"}, r"attributes is 'total'.*give a list"),
    ],
)
def test_a_limit_that_limits_nothing_is_refused(
    arguments: list[str], limits: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        granted("grant_query", *arguments, **limits)


def test_a_stream_is_read_by_whom_it_is_granted_to_and_a_table_without_one_says_so() -> None:  # CV-8
    def build(stack: cdk.Stack) -> None:
        stream = cdk.aws_dynamodb.StreamViewType.NEW_AND_OLD_IMAGES
        orders(stack, stream=stream).grant_stream_read(function(stack))

    listing, reading = statements(synth(build), "FunctionRoleGranted")[1:]
    assert listing["Action"] == "dynamodb:ListStreams"
    assert listing["Resource"]["Fn::Join"][1][1] == "/stream/*"
    assert set(actions_of(reading)) == {
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    }
    assert reading["Resource"]["Fn::GetAtt"][1] == "StreamArn"
    stack = new_stack()
    with pytest.raises(ArgumentError, match="the table has no stream"):
        orders(stack).grant_stream_read(function(stack))


def test_an_export_goes_into_the_bucket_below_a_prefix() -> None:
    def build(stack: cdk.Stack) -> None:
        orders(stack).grant_export(function(stack), SecureBucket(stack, "Exports"), "orders/")

    found = statements(synth(build), "FunctionRoleGranted")
    assert [s["Action"] for s in found if "Export" in str(s["Action"])] == [
        "dynamodb:ExportTableToPointInTime"
    ]
    (writing,) = [s for s in found if "s3:PutObject" in s["Action"]]
    assert writing["Resource"]["Fn::Join"][1][1] == "/orders/*"


def test_backups_are_made_and_deleted_of_the_table_alone() -> None:
    def build(stack: cdk.Stack) -> None:
        orders(stack).grant_backup(function(stack))

    found = statements(synth(build), "FunctionRoleGranted")
    (backing_up,) = [s for s in found if "dynamodb:CreateBackup" in s["Action"]]
    assert set(actions_of(backing_up)) == {
        "dynamodb:CreateBackup",
        "dynamodb:DescribeBackup",
        "dynamodb:DeleteBackup",
    }
    table, backups = backing_up["Resource"]
    assert table["Fn::GetAtt"][1] == "Arn"
    assert backups["Fn::Join"][1] == [table, "/backup/*"]


def test_a_backup_is_restored_under_names_that_begin_so_and_no_others() -> None:
    def build(stack: cdk.Stack) -> None:
        orders(stack).grant_restore(function(stack), prefix="orders-restored-")

    found = statements(synth(build), "FunctionRoleGranted")
    (restoring,) = [s for s in found if s["Action"] == "dynamodb:RestoreTableFromBackup"]
    assert restoring["Resource"][0]["Fn::Join"][1][1] == "/backup/*"
    restored = restoring["Resource"][1]
    assert "table/orders-restored-*" in str(restored)
    (writing,) = [s for s in found if "dynamodb:BatchWriteItem" in s["Action"]]
    assert writing["Resource"] == restored
    (key,) = [s for s in found if "kms:CreateGrant" in s["Action"]]
    assert "dynamodb." in str(key["Condition"]["StringEquals"]["kms:ViaService"])
    stack = new_stack()
    with pytest.raises(ArgumentError, match="prefix is ''"):
        orders(stack).grant_restore(function(stack), prefix="")


LIMITS = {
    "leading_keys": st.lists(st.text("abc#*${}", min_size=2, max_size=9), max_size=2),
    "attributes": st.lists(st.text("abc", min_size=1, max_size=4), max_size=2),
}
NARROW = ["grant_read", "grant_query", "grant_write", "grant_update"]


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(
    st.lists(st.tuples(st.sampled_from(NARROW), st.fixed_dictionaries({}, optional=LIMITS)), max_size=4),
    st.lists(st.sampled_from(["by-status", "by-day"]), unique=True),
)
def test_no_grant_scans_deletes_or_is_wide_unless_it_is_asked_for(
    grants: list[tuple[str, dict[str, Any]]], indexes: list[str]
) -> None:
    stack = new_stack()
    made, caller = orders(stack), function(stack)
    for name, limits in grants:
        getattr(made, name)(caller, *(indexes if name == "grant_query" else ()), **limits)

    for policy in resources(template_of(stack), "AWS::IAM::ManagedPolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            for action in actions_of(statement):
                assert "Scan" not in action
                assert "Delete" not in action
                assert "BatchWrite" not in action
                assert "*" not in action
            assert statement["Resource"] != "*" or all(a.startswith("xray:") for a in actions_of(statement))


def test_the_table_says_no_to_others_whatever_their_policies_say() -> None:  # CV-6
    body = only(default_template("SecureTable with every option"), "AWS::DynamoDB::GlobalTable")

    for replica in body["Replicas"]:
        outside, elsewhere = replica["ResourcePolicy"]["PolicyDocument"]["Statement"]
        assert {outside["Effect"], elsewhere["Effect"]} == {"Deny"}
        assert outside["Condition"]["StringNotEquals"] == {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
        assert elsewhere["Condition"]["StringNotEquals"] == {"aws:SourceVpce": ["vpce-0123456789abcdef0"]}
        # Backups come from AWS, and from no endpoint of ours.
        assert elsewhere["Condition"]["Bool"] == {"aws:PrincipalIsAWSService": "false"}
        assert "dynamodb:StartAwsBackupJob" not in elsewhere["Action"]
