"""RepositoryEncryptionKey: images are encrypted with a key of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(repository: Resource) -> tuple[str, ...]:
    return once(not repository.get("EncryptionConfiguration", "KmsKey"))


RULE = Rule(
    name="RepositoryEncryptionKey",
    text="The repository is not encrypted with a customer-managed key",
    fix="set EncryptionConfiguration with a KmsKey",
    controls=controls(
        "SC-13; SC-28; SC-28(1)", hipaa="164.312(a)(2)(iv)", pci="3.4", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=("AWS::ECR::Repository",),
    find=_find,
)
