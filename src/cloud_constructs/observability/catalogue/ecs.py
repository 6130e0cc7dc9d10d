"""ECS services and clusters; what Container Insights measures is there only where the cluster has it on."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity

INSIGHTS = "ECS/ContainerInsights"


def _utilization(metric: str, what: str, *, threshold: int = 80, namespace: str | None = None) -> AlarmSpec:
    return AlarmSpec(
        metric=metric,
        why=f"{what} is nearly used up",
        threshold=threshold,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.IS_FINE if namespace else Missing.BREACHES,
        namespace=namespace,
    )


ECS_SERVICE = (
    _utilization("CPUUtilization", "The CPU that the tasks ask for"),
    _utilization("MemoryUtilization", "The memory that the tasks ask for: they will be killed"),
    _utilization("TaskEphemeralStorageUtilization", "The disk of the tasks", namespace=INSIGHTS),
    AlarmSpec(
        metric="RunningTaskCount",
        why="No task of the service runs",
        severity=Severity.PAGE,
        comparison=Comparison.AT_MOST,
        statistic="Average",
        periods=5,
        namespace=INSIGHTS,
    ),
    AlarmSpec(
        metric="EBSFilesystemUtilization",
        why="The attached volumes are nearly full",
        threshold=None,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="HTTPCode_Target_5XX_Count",
        why="Requests through Service Connect fail on our side",
        threshold=None,
        severity=Severity.PAGE,
        periods=5,
    ),
    AlarmSpec(
        metric="TargetResponseTime",
        why="Requests through Service Connect are slow",
        threshold=None,
        unit="ms",
        statistic="Average",
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
)

ECS_CLUSTER = (
    # Only instances can be reserved: a cluster on Fargate has no such metric, and would alarm for ever.
    AlarmSpec(
        metric="CPUReservation",
        why="New tasks will find no room for want of CPU",
        threshold=None,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.BREACHES,
    ),
    AlarmSpec(
        metric="MemoryReservation",
        why="New tasks will find no room for want of memory",
        threshold=None,
        unit="%",
        statistic="Average",
        periods=5,
        missing=Missing.BREACHES,
    ),
)
