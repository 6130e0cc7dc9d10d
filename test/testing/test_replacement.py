"""What an upgrade would replace, said before CloudFormation does it."""

from typing import Any

import pytest

from cloud_constructs.testing import assert_no_replacement

TABLE = {
    "Type": "AWS::DynamoDB::GlobalTable",
    "Properties": {"TableName": "orders", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
}
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "clerk"}}


def stack(**resources: Any) -> dict[str, Any]:
    return {"Shop": {"Resources": resources}}


def changed(resource: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {**resource, "Properties": {**resource["Properties"], **properties}}


def problems(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    with pytest.raises(AssertionError) as raised:
        assert_no_replacement(old, new)
    head, *found = str(raised.value).split("\n  ")
    assert head == "the upgrade replaces what holds data"
    return found


@pytest.mark.parametrize(
    "new",
    [
        stack(Table=TABLE),
        stack(Table=changed(TABLE, BillingMode="PAY_PER_REQUEST")),
        stack(Table=TABLE, Another=TABLE),
        {**stack(Table=TABLE), "Another": stack(Table=TABLE)["Shop"]},
    ],
    ids=["nothing", "a property that can change", "one more", "one more stack"],
)
def test_what_keeps_the_data_is_let_through(new: dict[str, Any]) -> None:
    assert_no_replacement(stack(Table=TABLE), new)


def test_what_holds_no_data_may_be_replaced() -> None:
    assert_no_replacement(stack(Role=ROLE), stack(Role=changed(ROLE, RoleName="boss")))


def test_what_a_deletion_policy_keeps_may_not() -> None:
    kept = {**ROLE, "DeletionPolicy": "Retain"}

    assert problems(stack(Role=kept), stack(Role=changed(kept, RoleName="boss"))) == [
        "Shop: Role (AWS::IAM::Role) is replaced: RoleName changes from 'clerk' to 'boss'"
    ]


def test_versions_of_functions_come_and_go() -> None:
    version = {"Type": "AWS::Lambda::Version", "DeletionPolicy": "Retain"}

    assert_no_replacement(stack(One=version), stack(Two=version))


def test_a_property_that_only_a_new_resource_can_have() -> None:
    assert problems(stack(Table=TABLE), stack(Table=changed(TABLE, TableName="sales"))) == [
        "Shop: Table (AWS::DynamoDB::GlobalTable) is replaced: TableName changes from 'orders' to 'sales'"
    ]


def test_a_name_that_is_given_up() -> None:
    unnamed = {**TABLE, "Properties": {"KeySchema": TABLE["Properties"]["KeySchema"]}}

    (problem,) = problems(stack(Table=TABLE), stack(Table=unnamed))
    assert problem.endswith("TableName changes from 'orders' to nothing")


def test_a_property_for_which_cloudformation_decides() -> None:
    (problem,) = problems(stack(Table=TABLE), stack(Table=changed(TABLE, KeySchema=[])))

    assert "may be replaced: KeySchema changes" in problem


def test_a_property_below_others() -> None:
    def key(subnet: str) -> dict[str, Any]:
        vpc = {"SubnetIds": [subnet]}
        return {"Type": "AWS::MSK::Cluster", "Properties": {"BrokerNodeGroupInfo": {"ClientSubnets": vpc}}}

    (problem,) = problems(stack(Cluster=key("a")), stack(Cluster=key("b")))
    assert "BrokerNodeGroupInfo.ClientSubnets changes" in problem


def test_a_renamed_resource() -> None:
    new = stack(Sales=TABLE, Clerk=ROLE)

    assert problems(stack(Orders=TABLE), new) == [
        "Shop: Orders (AWS::DynamoDB::GlobalTable) is gone; was it renamed to Sales? That one begins empty"
    ]


def test_a_resource_that_is_gone() -> None:
    assert problems(stack(Orders=TABLE), stack()) == ["Shop: Orders (AWS::DynamoDB::GlobalTable) is gone"]


def test_a_stack_that_is_gone() -> None:
    assert problems(stack(Orders=TABLE), {}) == ["Shop: Orders (AWS::DynamoDB::GlobalTable) is gone"]


def test_another_type_under_the_same_id() -> None:
    old = {"Type": "AWS::DynamoDB::Table", "Properties": {}}

    (problem,) = problems(stack(Table=old), stack(Table=TABLE))
    assert problem.endswith("becomes AWS::DynamoDB::GlobalTable, which CloudFormation refuses")


def test_a_type_that_cloudformation_does_not_know_is_only_kept() -> None:
    custom = {"Type": "Custom::Ledger", "Properties": {"Name": "a"}, "DeletionPolicy": "Retain"}

    assert_no_replacement(stack(Ledger=custom), stack(Ledger=changed(custom, Name="b")))
    assert problems(stack(Ledger=custom), stack()) == ["Shop: Ledger (Custom::Ledger) is gone"]
