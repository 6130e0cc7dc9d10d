"""WorkflowEncryptionKey: what a state machine works on is encrypted with a key of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(machine: Resource) -> tuple[str, ...]:
    kind = machine.get("EncryptionConfiguration", "Type")
    return once(kind is not UNKNOWN and kind != "CUSTOMER_MANAGED_KMS_KEY")


RULE = Rule(
    name="WorkflowEncryptionKey",
    text="The state machine is not encrypted with a customer-managed key",
    fix="set EncryptionConfiguration with the type CUSTOMER_MANAGED_KMS_KEY and a key",
    controls=controls(
        "SC-13; SC-28; SC-28(1)", hipaa="164.312(a)(2)(iv)", pci="3.4", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=("AWS::StepFunctions::StateMachine",),
    find=_find,
)
