"""EndpointPolicy: a gateway endpoint says whom it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(endpoint: Resource) -> tuple[str, ...]:
    # The type that an endpoint has unless it says otherwise.
    is_gateway = endpoint.get("VpcEndpointType") in (None, "Gateway")
    return once(is_gateway and not endpoint.get("PolicyDocument"))


RULE = Rule(
    name="EndpointPolicy",
    text="The gateway endpoint serves every principal and every bucket or table",
    fix="set PolicyDocument",
    controls=controls("AC-3; AC-6; SC-7", hipaa="164.312(a)(1)", pci="7.2.1", soc2="CC6.6"),
    types=("AWS::EC2::VPCEndpoint",),
    find=_find,
)
