"""RDS instances and Aurora clusters."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity, share


def _latency(verb: str) -> AlarmSpec:
    return AlarmSpec(
        metric=f"{verb}Latency",
        why=f"One {verb.lower()} in ten takes longer than the disk should need",
        threshold=0.02,
        unit="s",
        statistic="p90",
        periods=5,
        missing=Missing.KEEPS_STATE,
    )


def _balance(of: str) -> AlarmSpec:
    return AlarmSpec(
        metric=f"EBS{of}Balance%",
        why="The disk's burst credits run out: it is about to become slow",
        threshold=10,
        unit="%",
        comparison=Comparison.BELOW,
        statistic="Average",
        periods=3,
        missing=Missing.KEEPS_STATE,
    )


DATABASE = (
    AlarmSpec(
        metric="CPUUtilization",
        why="The CPU is nearly used up: queries queue",
        threshold=90,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="DatabaseConnections",
        why="Nearly as many connections are open as the database allows: new ones will be refused",
        threshold=share(max_connections=0.8),
        severity=Severity.PAGE,
        statistic="Average",
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="FreeableMemory",
        why="Little memory is left: the database will swap",
        threshold=share(memory=0.1),
        unit="bytes",
        comparison=Comparison.BELOW,
        statistic="Average",
        periods=15,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="FreeStorageSpace",
        why="The disk is nearly full: after that, the database stops",
        threshold=share(storage=0.15),
        unit="bytes",
        severity=Severity.PAGE,
        comparison=Comparison.BELOW,
        statistic="Minimum",
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="FreeLocalStorage",
        why="Little room is left for sorting and logs: large queries will fail",
        threshold=share(local_storage=0.15),
        unit="bytes",
        comparison=Comparison.BELOW,
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="DBLoad",
        why="More sessions are at work than there are CPUs: queries wait",
        threshold=share(vcpus=1),
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    _latency("Read"),
    _latency("Write"),
    _balance("Byte"),
    _balance("IO"),
    AlarmSpec(
        metric="MaximumUsedTransactionIDs",
        why="PostgreSQL runs out of transaction ids and will stop taking writes: vacuum",
        threshold=1_000_000_000,
        severity=Severity.PAGE,
        statistic="Average",
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ReplicaLag",
        why="The replica falls behind",
        # An instance without a replica has no such metric, and missing data breach.
        threshold=share(max_replica_lag=1),
        unit="s",
        statistic="Maximum",
        periods=10,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="BufferCacheHitRatio",
        why="Queries go to the disk more often than they should",
        threshold=80,
        unit="%",
        comparison=Comparison.BELOW,
        statistic="Average",
        periods=10,
        missing=Missing.KEEPS_STATE,
    ),
)

DATABASE_CLUSTER = (
    AlarmSpec(
        metric="EngineUptime",
        why="The writer is down",
        severity=Severity.PAGE,
        comparison=Comparison.AT_MOST,
        statistic="Average",
        periods=2,
        missing=Missing.BREACHES,
        dimensions={"Role": "WRITER"},
    ),
    AlarmSpec(
        metric="AuroraVolumeBytesLeftTotal",
        why="The cluster's volume comes close to the largest size that Aurora allows",
        threshold=share(volume_quota=0.1),
        unit="bytes",
        severity=Severity.PAGE,
        comparison=Comparison.BELOW,
        statistic="Average",
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="StorageNetworkThroughput",
        why="The traffic to the storage comes close to what the instance can do",
        threshold=share(network_bytes_per_second=0.8),
        unit="bytes/s",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
        dimensions={"Role": "WRITER"},
    ),
)
