"""FindingSuppression: no finding of a detector is silenced without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

_INSPECTOR: Final = "AWS::InspectorV2::Filter"


def _find(filter: Resource) -> tuple[str, ...]:
    action = filter.get("FilterAction") if filter.type == _INSPECTOR else filter.get("Action")
    return once(action in ("ARCHIVE", "SUPPRESS"))


RULE = Rule(
    name="FindingSuppression",
    text="Findings of GuardDuty, Inspector or Macie are archived before anybody reads them",
    fix="let the findings through, or acknowledge with the reason why nobody needs to see them",
    controls=controls(
        "CA-7; RA-5; SI-4", hipaa="164.308(a)(1)(ii)(D)", pci="11.4", soc2="CC7.1; CC7.2", gdpr="Art. 33"
    ),
    types=("AWS::GuardDuty::Filter", _INSPECTOR, "AWS::Macie::FindingsFilter"),
    find=_find,
)
