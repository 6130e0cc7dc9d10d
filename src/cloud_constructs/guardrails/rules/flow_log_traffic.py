"""FlowLogTraffic: a flow log shows what passed and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(flow_log: Resource) -> tuple[str, ...]:
    traffic = flow_log.get("TrafficType")
    return once(traffic is not UNKNOWN and traffic != "ALL")


RULE = Rule(
    name="FlowLogTraffic",
    text="The flow log leaves out what passed, or what was refused",
    fix="set TrafficType to ALL",
    controls=controls("AU-2; AU-12; SI-4", hipaa="164.312(b)", pci="10.1", soc2="CC7.2"),
    types=("AWS::EC2::FlowLog",),
    find=_find,
)
