"""Which resource types hold what nobody can get back: the one list that rules, tests and contracts share."""

from __future__ import annotations

from typing import Final

DURABLE: Final = frozenset(
    {
        "AWS::Backup::BackupVault",
        "AWS::Cognito::UserPool",
        "AWS::DocDB::DBCluster",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::EC2::Volume",
        "AWS::EFS::FileSystem",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::FSx::FileSystem",
        "AWS::KMS::Key",
        "AWS::Kinesis::Stream",
        "AWS::Neptune::DBCluster",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::DBCluster",
        "AWS::Redshift::Cluster",
        "AWS::S3::Bucket",
    }
)
"""Types whose data are to outlive their stack."""

STATEFUL: Final = DURABLE | {
    "AWS::CloudTrail::EventDataStore",
    "AWS::Cognito::IdentityPool",
    "AWS::DocDB::DBInstance",
    "AWS::ECR::Repository",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::Elasticsearch::Domain",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::MemoryDB::Cluster",
    "AWS::Neptune::DBInstance",
    "AWS::RDS::DBInstance",
    "AWS::RDS::GlobalCluster",
    "AWS::Route53::HostedZone",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
    "AWS::Timestream::Database",
    "AWS::Timestream::Table",
}
"""Types that no upgrade may replace: those, what holds data for a while, and addresses that others know."""
