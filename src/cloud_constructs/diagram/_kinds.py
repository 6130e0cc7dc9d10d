"""What is worth a box in a picture, and what is only counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What a part is for."""

    ENTRY = "entry"
    COMPUTE = "compute"
    FLOW = "flow"
    STORE = "store"
    SAFETY = "safety"


COLOURS: Final = {
    Category.ENTRY: "#6d3fc4",
    Category.COMPUTE: "#d9600a",
    Category.FLOW: "#c2185b",
    Category.STORE: "#2a6fc9",
    Category.SAFETY: "#b3261e",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of parts: what one is called, and the sign that stands for it."""

    word: str
    category: Category
    sign: str


FUNCTION: Final = Kind("function", Category.COMPUTE, "function")
QUEUE: Final = Kind("queue", Category.FLOW, "queue")
BUCKET: Final = Kind("bucket", Category.STORE, "bucket")
SCHEDULE: Final = Kind("schedule", Category.FLOW, "clock")
_TABLE: Final = Kind("table", Category.STORE, "cylinder")
_DATABASE: Final = Kind("database", Category.STORE, "cylinder")
_CACHE: Final = Kind("cache", Category.STORE, "cylinder")
_STREAM: Final = Kind("stream", Category.FLOW, "queue")

DRAWN: Final[dict[str, Kind]] = {
    "AWS::CloudFront::Distribution": Kind("distribution", Category.ENTRY, "globe"),
    "AWS::ApiGatewayV2::Api": Kind("HTTP API", Category.ENTRY, "api"),
    "AWS::ApiGateway::RestApi": Kind("REST API", Category.ENTRY, "api"),
    "AWS::AppSync::GraphQLApi": Kind("GraphQL API", Category.ENTRY, "api"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Kind("load balancer", Category.ENTRY, "api"),
    "AWS::Cognito::UserPool": Kind("user pool", Category.SAFETY, "person"),
    "AWS::WAFv2::WebACL": Kind("firewall", Category.SAFETY, "shield"),
    "AWS::SecretsManager::Secret": Kind("secret", Category.SAFETY, "lock"),
    "AWS::Lambda::Function": FUNCTION,
    "AWS::ECS::Service": Kind("service", Category.COMPUTE, "steps"),
    "AWS::StepFunctions::StateMachine": Kind("state machine", Category.COMPUTE, "steps"),
    "AWS::CodePipeline::Pipeline": Kind("pipeline", Category.COMPUTE, "steps"),
    "AWS::CodeBuild::Project": Kind("build", Category.COMPUTE, "function"),
    "AWS::Events::Rule": Kind("rule", Category.FLOW, "bolt"),
    "AWS::Events::EventBus": Kind("event bus", Category.FLOW, "bolt"),
    "AWS::Pipes::Pipe": Kind("pipe", Category.FLOW, "bolt"),
    "AWS::Scheduler::Schedule": SCHEDULE,
    "AWS::SQS::Queue": QUEUE,
    "AWS::SNS::Topic": Kind("topic", Category.FLOW, "topic"),
    "AWS::Kinesis::Stream": _STREAM,
    "AWS::KinesisFirehose::DeliveryStream": _STREAM,
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::DynamoDB::GlobalTable": _TABLE,
    "AWS::RDS::DBCluster": _DATABASE,
    "AWS::RDS::DBInstance": _DATABASE,
    "AWS::ElastiCache::ServerlessCache": _CACHE,
    "AWS::ElastiCache::ReplicationGroup": _CACHE,
    "AWS::DAX::Cluster": _CACHE,
    "AWS::S3::Bucket": BUCKET,
    "AWS::EFS::FileSystem": Kind("file system", Category.STORE, "bucket"),
}

KEY: Final = ("AWS::KMS::Key", Kind("key", Category.SAFETY, "lock"))

COUNTED: Final[dict[str, str]] = {
    "AWS::KMS::Key": "key",
    "AWS::EC2::VPC": "VPC",
    "AWS::EC2::NatGateway": "NAT gateway",
    "AWS::EC2::VPCEndpoint": "endpoint",
    "AWS::EC2::FlowLog": "flow log",
    "AWS::Lambda::LayerVersion": "layer",
    "AWS::CloudWatch::Alarm": "alarm",
    "AWS::CloudWatch::CompositeAlarm": "health alarm",
    "AWS::CloudWatch::Dashboard": "dashboard",
    "AWS::Logs::QueryDefinition": "saved query",
    "AWS::Budgets::Budget": "budget",
    "AWS::CE::AnomalyMonitor": "anomaly monitor",
    "AWS::Backup::BackupPlan": "backup plan",
    "AWS::Backup::BackupVault": "backup vault",
    "AWS::Backup::RestoreTestingPlan": "restore test",
    "AWS::Config::ConfigRule": "Config rule",
    "AWS::Config::RemediationConfiguration": "remediation",
    "AWS::CloudTrail::Trail": "trail",
    "AWS::GuardDuty::Detector": "GuardDuty detector",
    "AWS::SecurityHub::Hub": "Security Hub",
    "AWS::Route53::HealthCheck": "health check",
    "AWS::FIS::ExperimentTemplate": "experiment",
    "AWS::Athena::WorkGroup": "workgroup",
    "AWS::SES::EmailIdentity": "mail identity",
    "AWS::IAM::OIDCProvider": "OIDC provider",
}


def counted(word: str, number: int) -> str:
    """Return a number of things in words."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {word[:-1]}ies" if word.endswith("ry") else f"{number} {word}s"
