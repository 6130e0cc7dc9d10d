"""How data are encrypted, recovered and kept, where the engine's CloudFormation drops what its API knows.

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
    # The engine has one region: the table there is the first of its replicas.
    replicas: list[dict[str, Any]] = properties.get("Replicas") or [{}]
    first = replicas[0]
    wanted: dict[str, Json] = {
        "Key": first.get("SSESpecification", {}).get("KMSMasterKeyId"),
        "Recovers": first.get("PointInTimeRecoverySpecification", {}).get(_ENABLED, False),
        "Stays": first.get("DeletionProtectionEnabled", False),
    }
    return (_protect_table, {"TableName": name, **wanted}) if any(wanted.values()) else None


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
    if properties["Key"]:
        encrypted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": properties["Key"]}
        dynamodb.update_table(TableName=name, SSESpecification=encrypted)
    if properties["Stays"]:
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)
    if properties["Recovers"]:
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={_ENABLED: True})


def _encrypt_topic(clients: Clients, properties: dict[str, Any]) -> None:
    clients("sns").set_topic_attributes(
        TopicArn=properties["TopicArn"], AttributeName="KmsMasterKeyId", AttributeValue=properties["Key"]
    )
