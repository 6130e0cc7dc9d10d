"""ElastiCache: nodes and serverless caches."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity, share

CACHE = (
    AlarmSpec(
        metric="EngineCPUUtilization",
        why="The engine's one thread is nearly used up: commands queue",
        threshold=90,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="CPUUtilization",
        why="The node's CPU is nearly used up",
        threshold=90,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="DatabaseMemoryUsagePercentage",
        why="The memory is nearly full: keys will be evicted or writes refused",
        threshold=80,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="CurrConnections",
        why="Far more clients are connected than the application needs: a pool leaks",
        threshold=share(max_connections=0.8),
        statistic="Average",
        periods=10,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="ReplicationLag",
        why="The replica is seconds behind: a failover would lose writes",
        threshold=10,
        unit="s",
        statistic="Average",
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(metric="Evictions", why="Keys are thrown out before their time for want of memory", periods=5),
)

SERVERLESS_CACHE = (
    AlarmSpec(
        metric="ThrottledCmds",
        why="Commands are refused: the cache grows more slowly than its load",
        severity=Severity.PAGE,
        periods=3,
    ),
    AlarmSpec(metric="Evictions", why="Keys are thrown out before their time: the cap is reached", periods=5),
)
