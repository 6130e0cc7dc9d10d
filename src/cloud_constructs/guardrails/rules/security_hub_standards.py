"""SecurityHubStandards: Security Hub evaluates standards and takes up new controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(hub: Resource) -> Iterator[str]:
    standards = hub.template.assembly.of_type("AWS::SecurityHub::Standard")
    if hub.get("EnableDefaultStandards") is False and not any(standards):
        yield "EnableDefaultStandards"
    if hub.get("AutoEnableControls") is False:
        yield "AutoEnableControls"


RULE = Rule(
    name="SecurityHubStandards",
    text="Security Hub evaluates no standard, or leaves new controls out",
    fix="enable the default standards or an AWS::SecurityHub::Standard, and AutoEnableControls",
    controls=controls(
        "CA-7; RA-5; SI-4", hipaa="164.308(a)(1)(ii)(D)", pci="11.4", soc2="CC7.1; CC7.2", gdpr="Art. 33"
    ),
    types=("AWS::SecurityHub::Hub",),
    find=_find,
)
