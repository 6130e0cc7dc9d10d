"""GroupEgress: a security group says what may go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(group: Resource) -> tuple[str, ...]:
    if group.get("SecurityGroupEgress") is UNKNOWN:
        return ()
    rules = group.entries("SecurityGroupEgress")
    everything = any(
        str(value_at(rule, "IpProtocol")) == "-1"
        and (value_at(rule, "CidrIp") == "0.0.0.0/0" or value_at(rule, "CidrIpv6") == "::/0")
        for rule in rules
    )
    # Without any rule, AWS adds one that lets everything out.
    return once(everything or not rules)


RULE = Rule(
    name="GroupEgress",
    text="The security group lets everything out",
    fix="set SecurityGroupEgress to the ports and peers that are needed",
    controls=controls("SC-7; SC-7(5)", hipaa="164.312(e)(1)", pci="1.2.1", soc2="CC6.6"),
    types=("AWS::EC2::SecurityGroup",),
    find=_find,
)
