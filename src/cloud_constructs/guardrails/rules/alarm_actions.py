"""AlarmActions: an alarm tells somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(alarm: Resource) -> tuple[str, ...]:
    silent = alarm.get("ActionsEnabled") is False or not alarm.get("AlarmActions")
    return once(silent and not _is_heard_by_another(alarm))


def _is_heard_by_another(alarm: Resource) -> bool:
    """Whether a composite alarm that speaks looks at this one."""
    for composite in alarm.template.assembly.of_type("AWS::CloudWatch::CompositeAlarm"):
        speaks = composite.get("AlarmActions") and composite.get("ActionsEnabled") is not False
        named = str(alarm.get("AlarmName")) in str(composite.get("AlarmRule"))
        if speaks and composite is not alarm and (named or alarm in composite.refers_to("AlarmRule")):
            return True
    return False


RULE = Rule(
    name="AlarmActions",
    text="Nobody hears of the alarm",
    fix="set AlarmActions, or let a composite alarm with actions look at it",
    controls=controls(
        "AU-6(1); IR-6(1); SI-4(5)",
        hipaa="164.308(a)(6)(ii)",
        pci="10.6",
        soc2="CC7.2; CC7.3",
        gdpr="Art. 33",
    ),
    types=("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
    find=_find,
    twins=("CloudWatchAlarmAction",),
)
