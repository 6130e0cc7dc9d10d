"""NAT gateways."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import (
    AlarmSpec,
    Expression,
    Missing,
    Severity,
)

NAT_GATEWAY = (
    AlarmSpec(
        metric="ErrorPortAllocation",
        why="The gateway has no ports left for a destination: connections to it fail",
        severity=Severity.PAGE,
        periods=15,
        missing=Missing.KEEPS_STATE,
    ),
    AlarmSpec(
        metric="PacketsDropRate",
        why="The gateway drops packets",
        threshold=0.01,
        unit="%",
        periods=5,
        missing=Missing.KEEPS_STATE,
        expression=Expression(
            "IF(sent + received > 0, 100 * dropped / (sent + received), 0)",
            {
                "dropped": "PacketsDropCount",
                "sent": "PacketsInFromSource",
                "received": "PacketsInFromDestination",
            },
        ),
    ),
)
