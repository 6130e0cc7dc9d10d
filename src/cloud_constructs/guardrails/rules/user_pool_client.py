"""UserPoolClient: a client of a user pool gives away neither who has an account nor a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(client: Resource) -> Iterator[str]:
    if client.get("PreventUserExistenceErrors") in (None, "LEGACY"):
        yield "PreventUserExistenceErrors"
    if client.get("EnableTokenRevocation") is False:
        yield "EnableTokenRevocation"
    flows = client.get("AllowedOAuthFlows")
    uses_them = client.get("AllowedOAuthFlowsUserPoolClient") is not False
    if uses_them and isinstance(flows, list) and "implicit" in flows:
        yield "AllowedOAuthFlows"


RULE = Rule(
    name="UserPoolClient",
    text="Strangers learn who has an account, or tokens stand in addresses and cannot be called back",
    fix="set PreventUserExistenceErrors to ENABLED and EnableTokenRevocation to true, and use the code grant",
    controls=controls("AC-3; IA-6", hipaa="164.312(d)", pci="8.3.1", soc2="CC6.1", gdpr="Art. 32(1)(b)"),
    types=("AWS::Cognito::UserPoolClient",),
    find=_find,
)
