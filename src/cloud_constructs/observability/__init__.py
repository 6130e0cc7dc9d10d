"""Alarms that follow from the resources that they watch, and questions to their logs."""

from cloud_constructs.observability._alarm_set import AlarmSet
from cloud_constructs.observability._log_queries import FUNCTION_QUERIES, LogQueries

__all__ = ["FUNCTION_QUERIES", "AlarmSet", "LogQueries"]
