"""FunctionLogGroup: a function writes into a log group that is declared, with retention and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(function: Resource) -> tuple[str, ...]:
    return once(not function.get("LoggingConfig", "LogGroup"))


RULE = Rule(
    name="FunctionLogGroup",
    text="The function writes into a log group that Lambda makes, without retention and without a key",
    fix="set LoggingConfig.LogGroup to a group of this app",
    controls=controls(
        "AU-9; AU-11; SC-28", hipaa="164.312(b)", pci="10.5; 10.7", soc2="CC6.1; CC7.2", gdpr="Art. 5(1)(e)"
    ),
    types=("AWS::Lambda::Function",),
    find=_find,
)
