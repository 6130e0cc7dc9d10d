"""The rule packs, and the ids that each rule has in each of them."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdk_nag import NagPack


class Pack(StrEnum):
    """A cdk-nag rule pack, by the name under which its findings are reported."""

    AWS_SOLUTIONS = "AwsSolutions"
    HIPAA = "HIPAA.Security"
    NIST_800_53_R4 = "NIST.800.53.R4"
    NIST_800_53_R5 = "NIST.800.53.R5"
    PCI_DSS_321 = "PCI.DSS.321"
    SERVERLESS = "Serverless"

    def checks(self) -> NagPack:
        """Return the pack's checks; cdk-nag is imported here, when packs really run."""
        import cdk_nag

        kinds: dict[Pack, type[NagPack]] = {
            Pack.AWS_SOLUTIONS: cdk_nag.AwsSolutionsChecks,
            Pack.HIPAA: cdk_nag.HIPAASecurityChecks,
            Pack.NIST_800_53_R4: cdk_nag.NIST80053R4Checks,
            Pack.NIST_800_53_R5: cdk_nag.NIST80053R5Checks,
            Pack.PCI_DSS_321: cdk_nag.PCIDSS321Checks,
            Pack.SERVERLESS: cdk_nag.ServerlessChecks,
        }
        return kinds[self]()


@cache
def rule_ids() -> dict[str, list[str]]:
    """Return each rule's qualified ids: `SQSQueueDLQ` -> `AwsSolutions::AwsSolutions-SQS3`."""
    return json.loads((files("cloud_constructs.guardrails") / "_rules.json").read_text())


@cache
def rules_by_id() -> dict[str, str]:
    """Return the rule behind every qualified id."""
    return {id: rule for rule, ids in rule_ids().items() for id in ids}


def ids_of(rule: str) -> list[str]:
    """Return the ids that acknowledge a rule, in the packs and among our own rules."""
    from cloud_constructs.guardrails.rules import own_ids

    return [*rule_ids().get(rule, ()), *own_ids().get(rule, ())]
