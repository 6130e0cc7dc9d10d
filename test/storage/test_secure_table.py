from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kinesis as kinesis
from aws_cdk.aws_dynamodb import Attribute, AttributeType, ProjectionType, StreamViewType
from harness import default_template, new_stack, only, resources, synth, table, text

from cloud_constructs import (
    ArgumentError,
    Capacity,
    Index,
    Replica,
    Replication,
    TablePolicy,
    VectorIndex,
    Waiver,
)

GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"


def number(name: str) -> Attribute:
    return Attribute(name=name, type=AttributeType.NUMBER)


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


def body_of(**kwargs: Any) -> dict[str, Any]:
    return only(synth(lambda stack: table(stack, **kwargs)), GLOBAL_TABLE)


def test_capacity_aims_at_a_target_and_is_warm_from_the_start() -> None:
    capacity = Capacity.auto_scaled(reads=(5, 50), writes=(1, 10), target_percent=60, warm=(13_000, 5_000))
    body = body_of(capacity=capacity)

    settings = body["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"]
    assert settings["TargetTrackingScalingPolicyConfiguration"] == {"TargetValue": 60}
    assert body["WarmThroughput"] == {"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000}


def test_an_index_has_keys_of_several_attributes_and_a_capacity_of_its_own() -> None:
    index = Index(
        name="by-tenant-and-status",
        partition_key=[text("tenant"), text("status")],
        sort_key=[text("day"), text("at")],
        attributes=["total"],
        capacity=Capacity.on_demand(max_reads=10, max_writes=20),
    )
    body = body_of(indexes=[index])

    (made,) = body["GlobalSecondaryIndexes"]
    keys = [(key["AttributeName"], key["KeyType"]) for key in made["KeySchema"]]
    assert keys == [("tenant", "HASH"), ("status", "HASH"), ("day", "RANGE"), ("at", "RANGE")]
    assert made["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}
    assert made["WriteOnDemandThroughputSettings"] == {"MaxWriteRequestUnits": 20}
    (replica,) = body["Replicas"]
    (reads,) = replica["GlobalSecondaryIndexes"]
    assert reads["ReadOnDemandThroughputSettings"] == {"MaxReadRequestUnits": 10}


def test_an_index_finds_what_is_nearest_to_a_vector() -> None:
    index = VectorIndex(name="by-meaning", attribute="meaning", dimensions=256, filters=["tenant"])
    (made,) = body_of(vector_indexes=[index])["VectorIndexes"]

    assert made["VectorAttribute"] == {"AttributeName": "meaning"}
    assert (made["Dimensions"], made["DistanceFunction"]) == (256, "COSINE")
    assert made["SearchSchema"] == [{"AttributeName": "tenant", "SearchSchemaElementType": "INLINE_FILTER"}]


def test_changes_go_to_a_stream_of_kinesis_as_well() -> None:
    def build(stack: cdk.Stack) -> None:
        arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
        table(stack, kinesis_stream=kinesis.Stream.from_stream_arn(stack, "Changes", arn))

    (replica,) = only(synth(build), GLOBAL_TABLE)["Replicas"]
    assert replica["KinesisStreamSpecification"]["StreamArn"].endswith("stream/changes")


def key_in(region: str) -> str:
    return f"arn:aws:kms:{region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def replica_in(region: str) -> Replica:
    return Replica(region=region, key_arn=key_in(region))


def test_a_replica_is_protected_as_its_table_is_and_has_a_key_of_its_region() -> None:  # CV-16
    body = body_of(replication=Replication.eventual(replica_in("eu-central-1")))
    there, here = sorted(body["Replicas"], key=lambda replica: replica["Region"])

    assert there["SSESpecification"] == {"KMSMasterKeyId": key_in("eu-central-1")}
    assert here["SSESpecification"]["KMSMasterKeyId"] != there["SSESpecification"]["KMSMasterKeyId"]
    for protection in (
        "PointInTimeRecoverySpecification",
        "DeletionProtectionEnabled",
        "ContributorInsightsSpecification",
    ):
        assert there[protection] == here[protection]
    assert body["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_reads_are_strongly_consistent_across_three_regions_one_of_which_may_be_a_witness() -> None:
    body = body_of(replication=Replication.strong(replica_in("eu-west-2"), witness_region="eu-west-3"))

    assert body["MultiRegionConsistency"] == "STRONG"
    assert body["GlobalTableWitnesses"] == [{"Region": "eu-west-3"}]
    assert {replica["Region"] for replica in body["Replicas"]} == {"eu-west-1", "eu-west-2"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"replication": Replication.eventual()}, "names no replica.*name the other regions"),
        (
            {"replication": Replication.eventual(replica_in("eu-west-1"))},
            "a region twice.*not the stack's own",
        ),
        (
            {"replication": Replication.eventual(Replica(region="eu-west-2", key_arn=key_in("eu-west-1")))},
            "key_arn of the replica in eu-west-2 is 'arn:aws:kms:eu-west-1.*a key of that region",
        ),
        (
            {
                "replication": Replication.eventual(replica_in("eu-west-2")),
                "stream": StreamViewType.KEYS_ONLY,
            },
            "stream is KEYS_ONLY in a table with replicas.*choose NEW_AND_OLD_IMAGES",
        ),
        ({"replication": Replication.strong(replica_in("eu-west-2"))}, "has 2 regions.*two other regions"),
        (
            {"replication": Replication.strong(replica_in("eu-west-2"), replica_in("us-east-1"))},
            "cannot span eu-west-1, eu-west-2, us-east-1.*one of us-east-1, us-east-2, us-west-2",
        ),
        (
            {
                "replication": Replication.strong(replica_in("eu-west-2"), witness_region="eu-west-3"),
                "ttl": "expires",
            },
            "strong replication comes with ttl",
        ),
        ({"resource_policy": TablePolicy(org_only="shop")}, "org_only is 'shop'.*such as o-a1b2c3d4e5"),
        ({"resource_policy": TablePolicy(vpce_only=["vpc-1"])}, "an endpoint of vpce_only is 'vpc-1'"),
        (
            {"resource_policy": TablePolicy(stream_readers=["arn:aws:iam::111122223333:role/Reader"])},
            "stream_readers are named, and there is no stream",
        ),
        ({"resource_policy": TablePolicy(stream_readers=["*"])}, r"a reader of stream_readers is '\*'"),
        (
            {"indexes": [Index(name="by-id", partition_key=number("id"))]},
            "id is STRING in one key and NUMBER in another",
        ),
        ({"indexes": [Index(name="by-id", partition_key=[])]}, "partition keys of by-id is 0.*from 1 to 4"),
        (
            {"indexes": [Index(name="by-id", partition_key=text("id"), sort_key=[text("a")] * 5)]},
            "sort keys of by-id is 5",
        ),
        (
            {
                "indexes": [
                    Index(
                        name="by-id",
                        partition_key=text("id"),
                        capacity=Capacity.auto_scaled(reads=(1, 2), writes=(1, 2)),
                    )
                ]
            },
            "by-id is paid for in another way than its table",
        ),
        (
            {
                "indexes": [
                    Index(
                        name="by-id",
                        partition_key=text("id"),
                        projection=ProjectionType.KEYS_ONLY,
                        attributes=["a"],
                    )
                ]
            },
            "by-id has attributes and a projection",
        ),
        ({"indexes": [Index(name="by id", partition_key=text("id"))]}, "an index's name is 'by id'"),
        (
            {"vector_indexes": [VectorIndex(name="near", attribute="v", dimensions=5000)]},
            "dimensions of near is 5000",
        ),
        (
            {"capacity": Capacity.auto_scaled(reads=(1, 2), writes=(1, 2), target_percent=95)},
            "target_percent of capacity is 95",
        ),
        ({"capacity": Capacity.on_demand(warm=(0, 1))}, r"warm of capacity is \(0, 1\)"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        table(new_stack(), **arguments)
