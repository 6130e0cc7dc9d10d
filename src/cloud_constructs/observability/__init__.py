"""Alarms that follow from the resources that they watch; pictures of them, and questions to the logs."""

from cloud_constructs.observability._account import Account
from cloud_constructs.observability._actions import Actions, OpsItem, OpsSeverity
from cloud_constructs.observability._alarm_set import AlarmSet
from cloud_constructs.observability._alarm_spec import (
    AlarmSpec,
    AnomalyBand,
    Comparison,
    Missing,
    Severity,
    Threshold,
)
from cloud_constructs.observability._dashboard import Dashboard
from cloud_constructs.observability._graph import Graph
from cloud_constructs.observability._health import Health
from cloud_constructs.observability._indicator import Indicator
from cloud_constructs.observability._log_queries import FUNCTION_QUERIES, LogQueries
from cloud_constructs.observability._mute_window import MuteWindow
from cloud_constructs.observability._runbook import runbook
from cloud_constructs.observability._service_level import ServiceLevel
from cloud_constructs.observability._watched_alarm import WatchedAlarm

__all__ = [
    "FUNCTION_QUERIES",
    "Account",
    "Actions",
    "AlarmSet",
    "AlarmSpec",
    "AnomalyBand",
    "Comparison",
    "Dashboard",
    "Graph",
    "Health",
    "Indicator",
    "LogQueries",
    "Missing",
    "MuteWindow",
    "OpsItem",
    "OpsSeverity",
    "ServiceLevel",
    "Severity",
    "Threshold",
    "WatchedAlarm",
    "runbook",
]
