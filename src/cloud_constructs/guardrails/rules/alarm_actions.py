"""AlarmActions: an alarm tells somebody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails._values import flatten
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

# A condition that other alarms have to meet as well; that one of them does not suppress it is none.
_NEEDS_OTHERS: Final = re.compile(r"\bAND\b(?!\s+NOT\b)|\bAT_LEAST\(\s*(?!1\s*,)")


def _find(alarm: Resource) -> tuple[str, ...]:
    silent = alarm.get("ActionsEnabled") is False or not alarm.get("AlarmActions")
    return once(silent and not _is_heard_by_another(alarm))


def _is_heard_by_another(alarm: Resource) -> bool:
    """Whether a composite alarm that speaks goes off as soon as this one does."""
    name = alarm.get("AlarmName")
    for composite in alarm.template.assembly.of_type("AWS::CloudWatch::CompositeAlarm"):
        rule = flatten(composite.properties.get("AlarmRule"))
        speaks = composite.get("AlarmActions") and composite.get("ActionsEnabled") is not False
        looks = alarm in composite.refers_to("AlarmRule") or (isinstance(name, str) and name in rule)
        if speaks and looks and composite is not alarm and not _NEEDS_OTHERS.search(rule):
            return True
    return False


RULE = Rule(
    name="AlarmActions",
    text="Nobody hears of the alarm",
    fix="set AlarmActions, or let a composite alarm with actions go off with it",
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
