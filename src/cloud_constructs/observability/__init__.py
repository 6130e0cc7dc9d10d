"""Alarms that follow from the resources that they watch."""

from cloud_constructs.observability._alarm_set import AlarmSet

__all__ = ["AlarmSet"]
