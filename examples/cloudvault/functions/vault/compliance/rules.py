"""Asks AWS Config about rules."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from vault.compliance.report import NON_COMPLIANT, Verdict
from vault.settings import client

AT_A_TIME = 25
"""How many rules AWS Config tells of at a time."""
LISTED = 100
"""How many resources are named that break one rule: with more, the rule is what needs a look."""


def verdicts(names: Sequence[str]) -> Iterator[Verdict]:
    """Yield what AWS Config says of each rule."""
    pages = client("config").get_paginator("describe_compliance_by_config_rule")
    for start in range(0, len(names), AT_A_TIME):
        for page in pages.paginate(ConfigRuleNames=names[start : start + AT_A_TIME]):
            for each in page["ComplianceByConfigRules"]:
                yield _verdict(each["ConfigRuleName"], each.get("Compliance", {}).get("ComplianceType", ""))


def _verdict(rule: str, state: str) -> Verdict:
    return Verdict(rule, state, tuple(_breaking(rule)) if state == NON_COMPLIANT else ())


def _breaking(rule: str) -> Iterator[str]:
    pages = client("config").get_paginator("get_compliance_details_by_config_rule")
    found = pages.paginate(ConfigRuleName=rule, ComplianceTypes=[NON_COMPLIANT])
    return islice((resource(each) for page in found for each in page["EvaluationResults"]), LISTED)


def resource(result: dict[str, Any]) -> str:
    """Return the resource that an evaluation is about."""
    about = result["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
    return f"{about['ResourceType']} {about['ResourceId']}"
