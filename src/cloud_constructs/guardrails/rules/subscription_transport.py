"""SubscriptionTransport: a topic delivers over TLS only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(subscription: Resource) -> tuple[str, ...]:
    return once(subscription.get("Protocol") == "http")


RULE = Rule(
    name="SubscriptionTransport",
    text="The topic delivers without encryption",
    fix="subscribe with https",
    controls=controls("SC-8; SC-8(1)", hipaa="164.312(e)(1)", pci="4.1", soc2="CC6.7", gdpr="Art. 32(1)(a)"),
    types=("AWS::SNS::Subscription",),
    find=_find,
)
