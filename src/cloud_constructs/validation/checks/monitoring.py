"""Alarms (CloudWatch) and log groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._values import is_list
from cloud_constructs.validation._aws import NotThereError, UnansweredError
from cloud_constructs.validation.checks._check import Check, compare, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_ALARM = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
_GROUP = ("AWS::Logs::LogGroup",)


def _alarm(live: Live) -> dict[str, Any]:
    kinds = ["CompositeAlarm", "MetricAlarm"]
    answer = live.ask("cloudwatch", "describe_alarms", AlarmNames=[live.id], AlarmTypes=kinds)
    for alarm in (*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])):
        return alarm
    raise NotThereError(f"cloudwatch describe-alarms does not find {live.id}")


def _tells(live: Live) -> Iterator[str]:
    found = _alarm(live)
    if not found["ActionsEnabled"]:
        yield "its actions are switched off"
    missing = len(live.resource.entries("AlarmActions")) - len(found["AlarmActions"])
    if missing > 0 or not found["AlarmActions"]:
        yield "it does not tell everybody whom it should"


def _is_quiet(live: Live) -> Iterator[str]:
    found = _alarm(live)
    if found["StateValue"] == "INSUFFICIENT_DATA":
        raise UnansweredError(f"it has seen no data yet ({found.get('StateReason', 'no reason given')})")
    if found["StateValue"] == "ALARM":
        yield f"it is in alarm: {found.get('StateReason', 'no reason given')}"


def _group(live: Live) -> dict[str, Any]:
    answer = live.ask("logs", "describe_log_groups", logGroupNamePrefix=live.id)
    for group in answer["logGroups"]:
        if group["logGroupName"] == live.id:
            return group
    raise NotThereError(f"logs describe-log-groups does not find {live.id}")


def _retention(live: Live) -> Iterator[str]:
    return compare("retention in days", _group(live).get("retentionInDays"), live.wanted("RetentionInDays"))


def _key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KmsKeyId"], _group(live).get("kmsKeyId"))


def _has_actions(alarm: Any) -> bool:  # noqa: ANN401
    actions = alarm.properties.get("AlarmActions")
    return bool(actions) if is_list(actions) or actions is None else True


CHECKS = (
    Check(
        claim="tells whom it should",
        types=_ALARM,
        find=_tells,
        when=_has_actions,
        mend="aws cloudwatch enable-alarm-actions --alarm-names {id}, or cdk deploy --revert-drift {stack}",
    ),
    Check(
        claim="is not in alarm",
        types=_ALARM,
        find=_is_quiet,
        mend="see its description, and the chapter of the runbook that it names",
    ),
    Check(
        claim="keeps logs as long as it should", types=_GROUP, find=_retention, when=has("RetentionInDays")
    ),
    Check(claim="is encrypted with its key", types=_GROUP, find=_key, when=has("KmsKeyId")),
)
