"""MandatoryTags: whatever costs something says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import UNKNOWN, entries, is_object, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

# Where each type that costs something keeps its tags.
_PROPERTY: Final = {
    "AWS::Backup::BackupVault": "BackupVaultTags",
    "AWS::DynamoDB::GlobalTable": "Replicas",
    "AWS::EFS::FileSystem": "FileSystemTags",
} | dict.fromkeys(
    (
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::CloudFront::Distribution",
        "AWS::DynamoDB::Table",
        "AWS::EC2::Instance",
        "AWS::EC2::NatGateway",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::Volume",
        "AWS::ECR::Repository",
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::KMS::Key",
        "AWS::Kinesis::Stream",
        "AWS::Lambda::Function",
        "AWS::Logs::LogGroup",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
        "AWS::S3::Bucket",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
        "AWS::StepFunctions::StateMachine",
    ),
    "Tags",
)


def _find(resource: Resource) -> Iterator[str]:
    property = _PROPERTY[resource.type]
    tags = resource.get(property)
    places = [value_at(r, "Tags") for r in entries(tags)] if property == "Replicas" else [tags]
    if UNKNOWN not in places:
        yield from (
            tag for tag in resource.settings.mandatory_tags if any(tag not in _keys(p) for p in places)
        )


def _keys(tags: Any) -> set[str]:  # noqa: ANN401
    """Return the keys of tags that are written as an object or as a list of pairs."""
    if is_object(tags):
        return set(tags)
    return {str(value_at(tag, "Key")) for tag in entries(tags)}


RULE = Rule(
    name="MandatoryTags",
    text="The resource lacks a tag that everything in the app has to carry",
    fix="apply MandatoryTags to the app",
    controls=controls("CM-8; PM-5", soc2="CC6.1"),
    types=tuple(_PROPERTY),
    find=_find,
)
