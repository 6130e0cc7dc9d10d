"""Application load balancers and their target groups. AWS publishes no recommendations; these are ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity, percentage

LOAD_BALANCER = (
    AlarmSpec(
        metric="ELB5xxRate",
        why="The load balancer itself answers requests with an error: nobody behind it takes them",
        threshold=1,
        unit="%",
        severity=Severity.PAGE,
        periods=3,
        expression=percentage("HTTPCode_ELB_5XX_Count", of="RequestCount", at_least=100),
    ),
    AlarmSpec(
        metric="Target5xxRate",
        why="Too many requests fail on our side",
        threshold=1,
        unit="%",
        severity=Severity.PAGE,
        periods=3,
        expression=percentage("HTTPCode_Target_5XX_Count", of="RequestCount", at_least=100),
    ),
    AlarmSpec(
        metric="RejectedConnectionCount",
        why="Connections are refused for want of capacity",
        severity=Severity.PAGE,
        periods=3,
    ),
    AlarmSpec(metric="TargetConnectionErrorCount", why="Targets do not accept connections", periods=3),
)

TARGET_GROUP = (
    AlarmSpec(
        metric="UnHealthyHostCount",
        why="A target fails its health checks",
        severity=Severity.PAGE,
        statistic="Maximum",
        periods=5,
        datapoints=3,
    ),
    AlarmSpec(
        metric="TargetResponseTime",
        why="One request in twenty waits too long for its target",
        threshold=1,
        unit="s",
        statistic="p95",
        periods=5,
    ),
)
