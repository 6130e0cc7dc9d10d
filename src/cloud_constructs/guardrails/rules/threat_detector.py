"""ThreatDetector: GuardDuty is on, with every protection that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(detector: Resource) -> Iterator[str]:
    if detector.get("Enable") is False or detector.get("Enable") is None:
        yield ""
    for feature in detector.entries("Features"):
        if value_at(feature, "Status") == "DISABLED":
            yield str(value_at(feature, "Name"))


RULE = Rule(
    name="ThreatDetector",
    text="GuardDuty, or a protection of it, is switched off",
    fix="set Enable to true and the status of every feature to ENABLED",
    controls=controls(
        "CA-7; RA-5; SI-4", hipaa="164.308(a)(1)(ii)(D)", pci="11.4", soc2="CC7.1; CC7.2", gdpr="Art. 33"
    ),
    types=("AWS::GuardDuty::Detector",),
    find=_find,
)
