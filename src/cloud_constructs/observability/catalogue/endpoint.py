"""Interface endpoints of a VPC."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing

ENDPOINT = (
    AlarmSpec(
        metric="PacketsDropped",
        why="The endpoint drops packets: it or the service behind it is unwell",
        threshold=100,
        periods=5,
        missing=Missing.KEEPS_STATE,
    ),
)
