"""Health checks of Route 53, whose metrics are in us-east-1 wherever the endpoint is."""

from __future__ import annotations

from dataclasses import replace

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity

STATUS = AlarmSpec(
    metric="HealthCheckStatus",
    why="The endpoint gives health checkers no good answer: users are led to the standby, if there is one",
    threshold=1,
    severity=Severity.PAGE,
    comparison=Comparison.BELOW,
    statistic="Average",
    periods=3,
    missing=Missing.BREACHES,
)

HEALTH_CHECK = (STATUS,)

STANDBY = (
    replace(
        STATUS,
        why="The standby does not answer: nothing would take over if the primary failed now",
        severity=Severity.TICKET,
    ),
)
