"""FunctionUrlAuthorization: a function's URL asks its callers who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(url: Resource) -> Iterator[str]:
    if url.get("AuthType") in (None, "NONE"):
        yield ""
    if url.get("Cors", "AllowCredentials") is True and "*" in url.entries("Cors", "AllowOrigins"):
        yield "Cors"


RULE = Rule(
    name="FunctionUrlAuthorization",
    text="Anybody can call the function's URL, or read it with another's credentials",
    fix="set AuthType to AWS_IAM, and name the origins that may send credentials",
    controls=controls("AC-3; IA-2; SC-7", hipaa="164.312(d)", pci="1.3; 8.2", soc2="CC6.1; CC6.6"),
    types=("AWS::Lambda::Url",),
    find=_find,
)
