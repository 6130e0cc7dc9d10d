"""How data are encrypted, recovered, kept and expired, where the engine's CloudFormation drops settings.

Nothing is really encrypted in an embedded AWS; but who asks is told what the template says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_constructs.local._adapt.tasks import Perform
    from cloud_constructs.local._assembly.template import Json, Template
    from cloud_constructs.local._engine.clients import Clients

_ENABLED: Final = "PointInTimeRecoveryEnabled"


def settings_at_rest(logical_id: str, resource: Template) -> tuple[Perform, Json] | None:
    """Return what is left to do for a resource, and with which properties."""
    make = _OF_TYPE.get(resource["Type"])
    return make({"Ref": logical_id}, resource.get("Properties", {})) if make else None


def _bucket(name: Json, properties: dict[str, Any]) -> tuple[Perform, Json] | None:
    rules: list[dict[str, Any]] = properties.get("BucketEncryption", {}).get(
        "ServerSideEncryptionConfiguration", []
    )
    wanted: list[Json] = [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
        }
        for rule in rules
        if "ServerSideEncryptionByDefault" in rule
    ]
    return (_encrypt_bucket, {"Bucket": name, "Rules": wanted}) if wanted else None


def _global_table(name: Json, properties: dict[str, Any]) -> tuple[Perform, Json] | None:
    replicas: list[Json] = [
        {
            "Region": replica.get("Region"),
            "Key": replica.get("SSESpecification", {}).get("KMSMasterKeyId"),
            "Recovers": replica.get("PointInTimeRecoverySpecification", {}).get(_ENABLED, False),
            "Stays": replica.get("DeletionProtectionEnabled", False),
        }
        for replica in properties.get("Replicas", [])
    ]
    expiry = properties.get("TimeToLiveSpecification")
    return _protect_table, {"TableName": name, "Replicas": replicas, "Expiry": expiry}


def _topic(arn: Json, properties: dict[str, Any]) -> tuple[Perform, Json] | None:
    key = properties.get("KmsMasterKeyId")
    return (_encrypt_topic, {"TopicArn": arn, "Key": key}) if key else None


_OF_TYPE: Final[dict[str, Callable[[Json, dict[str, Any]], tuple[Perform, Json] | None]]] = {
    "AWS::DynamoDB::GlobalTable": _global_table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Topic": _topic,
}


def _encrypt_bucket(clients: Clients, properties: dict[str, Any]) -> None:
    clients("s3").put_bucket_encryption(
        Bucket=properties["Bucket"], ServerSideEncryptionConfiguration={"Rules": properties["Rules"]}
    )


def _protect_table(clients: Clients, properties: dict[str, Any]) -> None:
    dynamodb, name = clients("dynamodb"), properties["TableName"]
    # The engine copies no table: there is the replica of the stack's own region, and no other.
    replicas: list[dict[str, Any]] = properties["Replicas"] or [{}]
    own = next((replica for replica in replicas if replica.get("Region") == clients.region), replicas[0])
    if properties["Expiry"]:
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["Expiry"])
    if own.get("Key"):
        encrypted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": own["Key"]}
        dynamodb.update_table(TableName=name, SSESpecification=encrypted)
    if own.get("Stays"):
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)
    if own.get("Recovers"):
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={_ENABLED: True})


def _encrypt_topic(clients: Clients, properties: dict[str, Any]) -> None:
    clients("sns").set_topic_attributes(
        TopicArn=properties["TopicArn"], AttributeName="KmsMasterKeyId", AttributeValue=properties["Key"]
    )
