import aws_cdk as cdk
import pytest
from harness import default_template, function, only, resources, statements, synth, table, text

from cloud_constructs import ArgumentError, Capacity, Index, Waiver

GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"


def granted(grant: str, *arguments: str) -> list[str]:
    """Return the actions on the table that a grant gives."""

    def build(stack: cdk.Stack) -> None:
        made = table(stack, indexes=[Index(name="by-status", partition_key=text("status"))])
        getattr(made, grant)(function(stack), *arguments)

    (statement,) = statements(synth(build), "FunctionRoleGranted")[1:]
    action = statement["Action"]
    return action if isinstance(action, list) else [action]


def test_it_can_be_restored_and_is_encrypted_with_a_customer_managed_key() -> None:
    body = only(default_template("SecureTable"), GLOBAL_TABLE)
    (replica,) = body["Replicas"]

    assert replica["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True,
        "RecoveryPeriodInDays": 35,
    }
    assert replica["DeletionProtectionEnabled"] is True
    assert replica["ContributorInsightsSpecification"]["Mode"] == "THROTTLED_KEYS"
    assert body["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}


def test_it_is_backed_up_every_night_in_its_own_stack() -> None:
    template = default_template("SecureTable")
    (rule,) = only(template, "AWS::Backup::BackupPlan")["BackupPlan"]["BackupPlanRule"]

    assert rule["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert rule["Lifecycle"] == {"DeleteAfterDays": 35}
    selection = only(template, "AWS::Backup::BackupSelection")["BackupSelection"]
    (table_id,) = resources(template, GLOBAL_TABLE)
    assert table_id in str(selection["Resources"])


def test_the_backup_goes_off_only_in_writing() -> None:
    waiver = Waiver(reason="The table is a cache that is rebuilt from the bucket")

    assert resources(synth(lambda stack: table(stack, backup=waiver)), "AWS::Backup::BackupPlan") == {}


def test_its_price_is_bounded() -> None:
    body = only(default_template("SecureTable"), GLOBAL_TABLE)

    assert body["BillingMode"] == "PAY_PER_REQUEST"
    assert body["WriteOnDemandThroughputSettings"] == {"MaxWriteRequestUnits": 4000}


def test_capacity_can_follow_the_load() -> None:
    capacity = Capacity.auto_scaled(reads=(5, 50), writes=(1, 10))
    body = only(synth(lambda stack: table(stack, capacity=capacity)), GLOBAL_TABLE)

    settings = body["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"]
    assert (settings["MinCapacity"], settings["MaxCapacity"]) == (1, 10)


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
    assert set(granted(grant)) == {f"dynamodb:{action}" for action in actions}


def test_a_query_can_be_limited_to_an_index() -> None:
    def build(stack: cdk.Stack) -> None:
        made = table(stack, indexes=[Index(name="by-status", partition_key=text("status"))])
        made.grant_query(function(stack), "by-status")

    (statement,) = statements(synth(build), "FunctionRoleGranted")[1:]
    assert statement["Resource"]["Fn::Join"][1][1] == "/index/by-status"


def test_an_index_that_is_not_there_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"an index is 'by-size'.*choose one of by-status"):
        granted("grant_query", "by-size")
