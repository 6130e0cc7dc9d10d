"""Alarms and a dashboard of functions, with cdk-monitoring-constructs."""

# The package is in the environment that the comparison makes, and in no other.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import cdk_monitoring_constructs as monitoring
from aws_cdk import aws_sns as sns

from benchmarks.peers._functions import UNITS_PER_STACK, functions

if TYPE_CHECKING:
    from aws_cdk import Stack, aws_lambda

__all__ = ["UNITS_PER_STACK", "build", "prepare"]

_functions: dict[Stack, list[aws_lambda.Function]] = {}


def prepare(stack: Stack, units: int) -> None:
    """Make the functions."""
    _functions[stack] = functions(stack, units)


def build(stack: Stack, units: int) -> None:
    """Watch the functions and draw them."""
    topic: Any = sns.Topic(stack, "Alerts")
    facade = monitoring.MonitoringFacade(
        stack,
        "Monitoring",
        alarm_factory_defaults=monitoring.AlarmFactoryDefaults(
            actions_enabled=True,
            alarm_name_prefix="Shop",
            action=monitoring.SnsAlarmActionStrategy(on_alarm_topic=topic, on_ok_topic=topic),
        ),
    )
    for function in _functions[stack][:units]:
        facade.monitor_lambda_function(
            lambda_function=function,
            add_fault_count_alarm={"Critical": monitoring.ErrorCountThreshold(max_error_count=0)},
            add_throttles_count_alarm={"Critical": monitoring.ErrorCountThreshold(max_error_count=0)},
            add_latency_p90_alarm={
                "Critical": monitoring.LatencyThreshold(max_latency=cdk.Duration.seconds(2))
            },
            add_concurrent_executions_count_alarm={
                "Critical": monitoring.RunningTaskCountThreshold(max_running_tasks=900)
            },
        )
