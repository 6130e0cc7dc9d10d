"""DomainTlsPolicy: the domain of an API speaks TLS 1.2 at least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

_REST: Final = "AWS::ApiGateway::DomainName"
_HTTP: Final = "AWS::ApiGatewayV2::DomainName"
_BROKEN: Final = "TLS_1_0"


def _find(domain: Resource) -> tuple[str, ...]:
    if domain.type == _REST:
        return once(domain.get("SecurityPolicy") in (None, _BROKEN))
    # An HTTP API has TLS 1.2 unless something worse is asked for.
    names = domain.entries("DomainNameConfigurations")
    return once(any(value_at(name, "SecurityPolicy") == _BROKEN for name in names))


RULE = Rule(
    name="DomainTlsPolicy",
    text="The domain of an API speaks versions of TLS that are broken, or does not say which",
    fix="set SecurityPolicy to TLS_1_2 or to a newer one",
    controls=controls(
        "SC-8; SC-8(1); SC-13", hipaa="164.312(e)(1)", pci="4.1", soc2="CC6.7", gdpr="Art. 32(1)(a)"
    ),
    types=(_REST, _HTTP),
    find=_find,
)
