"""ListenerTlsPolicy: a load balancer speaks TLS 1.3, or 1.2 to those who cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(listener: Resource) -> tuple[str, ...]:
    policy = listener.get("SslPolicy")
    weak = isinstance(policy, str) and (
        "TLS13" not in policy or "TLS13-1-0" in policy or "TLS13-1-1" in policy
    )
    return once(listener.get("Protocol") in ("HTTPS", "TLS") and (policy is None or weak))


RULE = Rule(
    name="ListenerTlsPolicy",
    text="The listener speaks versions of TLS that are broken, or not the newest",
    fix="set SslPolicy to one of the family ELBSecurityPolicy-TLS13-1-2",
    controls=controls(
        "SC-8; SC-8(1); SC-13", hipaa="164.312(e)(1)", pci="4.1", soc2="CC6.7", gdpr="Art. 32(1)(a)"
    ),
    types=("AWS::ElasticLoadBalancingV2::Listener",),
    find=_find,
)
