"""Alarms and a dashboard of functions, with this library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_sns as sns

from benchmarks.peers._functions import UNITS_PER_STACK, functions
from cloud_constructs import AlarmSet, Dashboard

if TYPE_CHECKING:
    from aws_cdk import Stack, aws_lambda

__all__ = ["UNITS_PER_STACK", "build", "prepare"]

_functions: dict[Stack, list[aws_lambda.Function]] = {}


def prepare(stack: Stack, units: int) -> None:
    """Make the functions."""
    _functions[stack] = functions(stack, units)


def build(stack: Stack, units: int) -> None:
    """Watch the functions, with the four alarms that the other side has, and draw them."""
    alarms = AlarmSet(stack, "Alarms", notify=sns.Topic(stack, "Alerts"))
    for function in _functions[stack][:units]:
        alarms.watch(function)
    Dashboard(stack, "Dashboard", alarms=alarms)
