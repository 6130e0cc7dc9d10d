"""FunctionEncryptionKey: a function's variables are encrypted with a key of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(function: Resource) -> tuple[str, ...]:
    return once(bool(function.get("Environment")) and not function.get("KmsKeyArn"))


RULE = Rule(
    name="FunctionEncryptionKey",
    text="The environment of the function is not encrypted with a customer-managed key",
    fix="set KmsKeyArn",
    controls=controls(
        "SC-13; SC-28; SC-28(1)", hipaa="164.312(a)(2)(iv)", pci="3.4", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=("AWS::Lambda::Function",),
    find=_find,
)
