"""MailTransport: mail leaves SES over TLS, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(configuration_set: Resource) -> tuple[str, ...]:
    return once(configuration_set.get("DeliveryOptions", "TlsPolicy") in (None, "OPTIONAL"))


RULE = Rule(
    name="MailTransport",
    text="Mail goes to servers that know no TLS, and everybody on its way can read it",
    fix="set DeliveryOptions.TlsPolicy to REQUIRE",
    controls=controls("SC-8; SC-8(1)", hipaa="164.312(e)(1)", pci="4.1", soc2="CC6.7", gdpr="Art. 32(1)(a)"),
    types=("AWS::SES::ConfigurationSet",),
    find=_find,
)
