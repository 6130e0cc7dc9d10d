"""Tables, buckets, databases, caches and backups."""

from __future__ import annotations

from typing import Any

from aws_cdk import Stack

from cloud_constructs.core import WHOLE_BUCKET, AlarmTarget, Service
from cloud_constructs.observability.readers._reader import Reader, known, made, named

GIBIBYTE = 1024**3
REPLICA_LAG = 60
"""Seconds, as AWS recommends."""


def _bucket(bucket: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"BucketName": bucket.bucket_name, "FilterId": _counted(bucket)}
    return [AlarmTarget(name=name, service=Service.BUCKET, dimensions=dimensions)]


def _counted(bucket: Any) -> str:  # noqa: ANN401
    """Return the filter under which S3 counts all requests, and have it count them if it does not.

    Without it the alarms would never have data. An import has its configuration elsewhere, or not.
    """
    resource = bucket.node.default_child
    if resource is None:
        return WHOLE_BUCKET
    configurations: list[dict[str, Any]] = Stack.of(bucket).resolve(resource.metrics_configurations) or []
    for configuration in configurations:
        if not configuration.keys() - {"id"}:
            return configuration["id"]
    bucket.add_metric(id=WHOLE_BUCKET)
    return WHOLE_BUCKET


def _database(database: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    storage = made(database, "allocated_storage")
    # CloudFormation wants the number of GiB as a text.
    literal = isinstance(storage, str) and storage.isdecimal()
    facts = known(storage=int(storage) * GIBIBYTE if literal else None)
    dimensions = {"DBInstanceIdentifier": database.instance_identifier}
    return [AlarmTarget(name=name, service=Service.DATABASE, dimensions=dimensions, limits=facts)]


def _replica(database: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"DBInstanceIdentifier": database.instance_identifier}
    facts = {"max_replica_lag": REPLICA_LAG}
    return [AlarmTarget(name=name, service=Service.DATABASE, dimensions=dimensions, limits=facts)]


def _replication_group(group: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    return [
        AlarmTarget(
            name=f"{name}Node{number}",
            service=Service.CACHE,
            dimensions={"CacheClusterId": f"{group.ref}-{number:03}"},
        )
        for number in range(1, int(group.num_cache_clusters or 1) + 1)
    ]


_TABLE = named(Service.TABLE, TableName="table_name")
_CLUSTER = named(Service.DATABASE_CLUSTER, DBClusterIdentifier="cluster_identifier")
_VAULT = named(Service.BACKUP_VAULT, BackupVaultName="backup_vault_name")
READERS: dict[str, Reader] = {
    "aws_dynamodb.Table": _TABLE,
    "aws_dynamodb.TableBase": _TABLE,
    "aws_dynamodb.TableV2": _TABLE,
    "aws_dynamodb.TableBaseV2": _TABLE,
    "aws_s3.Bucket": _bucket,
    "aws_s3.BucketBase": _bucket,
    "aws_rds.DatabaseInstance": _database,
    "aws_rds.DatabaseInstanceReadReplica": _replica,
    "aws_rds.DatabaseInstanceBase": _database,
    "aws_rds.DatabaseCluster": _CLUSTER,
    "aws_rds.DatabaseClusterBase": _CLUSTER,
    "aws_elasticache.CfnReplicationGroup": _replication_group,
    "aws_elasticache.CfnServerlessCache": named(Service.SERVERLESS_CACHE, clusterId="ref"),
    "aws_backup.BackupVault": _VAULT,
    "aws_backup.IBackupVault": _VAULT,
}
